import type { IncomingMessage } from 'node:http';
import { splitUrl } from '@latchkey/host/request-target';
import { BodyError, type HttpRequest } from '../http/message.ts';

/** RFC 3986 §3.2.2 and §3.2.3, without percent-encoded names, which are no host names. */
const hostSyntax = /^(?:[A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{0,5})?$/;

/** Whether the `Host` field is one. No answer depends on it, but RFC 9112 §3.2 has a request with a wrong one refused. */
export function hasValidHost({ headers }: IncomingMessage): boolean {
  return hostSyntax.test(headers.host ?? '');
}

/**
 * Whether the body comes as it is, whole or in chunks. RFC 9112 §6.1 has any other coding refused, with 501: who took it for
 * what it says would read another body than a proxy in front that knows the coding.
 */
export function isBodyUncoded({ headers }: IncomingMessage): boolean {
  const coding = headers['transfer-encoding'];
  return coding === undefined || coding.toLowerCase() === 'chunked';
}

/** Node's request as the authority sees it. */
export function readIncoming(incoming: IncomingMessage): HttpRequest {
  const { method = '', url = '' } = incoming;
  return {
    method,
    // Clients of a proxy send whole addresses, which every server must take (RFC 9112 §3.2.2).
    ...splitUrl(url),
    headers: {
      get(name) {
        const value = incoming.headers[name];
        // A list is what Node makes of `set-cookie`, which has no meaning in a request.
        return typeof value === 'string' ? value : undefined;
      },
    },
    readBody: (maxBytes) => readBody(incoming, maxBytes),
  };
}

/**
 * What is too long goes on being received and thrown away, for as long as requests may take: a sender that has not yet
 * written everything would never read the answer.
 */
function readBody(incoming: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  // A declared length is kept by HTTP's framing; it is counted all the same.
  if (Number(incoming.headers['content-length'] ?? 0) > maxBytes) return Promise.reject(new BodyError('too_long'));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    incoming.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= maxBytes) chunks.push(chunk);
      else reject(new BodyError('too_long'));
    });
    incoming.on('end', () => resolve(join(chunks)));
    incoming.on('close', () => {
      if (!incoming.complete) reject(new BodyError('broken_off'));
    });
  });
}

/** Most bodies come in one piece. */
function join(chunks: readonly Buffer[]): Uint8Array {
  const [first, second] = chunks;
  return first !== undefined && second === undefined ? first : Buffer.concat(chunks);
}
