import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

/** How a test client reaches a server: a socket or a function call, all the same to it. */
export type Transport = (request: Request) => Response | Promise<Response>;

/**
 * Make a transport over real sockets. Unlike the global `fetch` it sends every header as given (`fetch` replaces
 * `Sec-Fetch-Mode`), follows no redirect, keeps no connection, and decodes no body.
 *
 * @param options.ca - PEM of the authorities to trust for https.
 */
export function createHttpFetch(options: { readonly ca?: string | undefined } = {}): Transport {
  return async (request) => {
    const url = new URL(request.url);
    const body = request.body === null ? undefined : Buffer.from(await request.arrayBuffer());
    const headers: Record<string, string> = Object.fromEntries(request.headers);
    if (body !== undefined) headers['content-length'] = String(body.length);
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    return new Promise<Response>((resolve, reject) => {
      const outgoing = send(
        url,
        { method: request.method, headers, agent: false, ...(options.ca === undefined ? {} : { ca: options.ca }) },
        (incoming) => {
          readResponse(incoming).then(resolve, reject);
        },
      );
      outgoing.on('error', reject);
      request.signal.addEventListener('abort', () => outgoing.destroy(new Error('the request was aborted')));
      outgoing.end(body);
    });
  };
}

async function readResponse(incoming: IncomingMessage): Promise<Response> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const headers = new Headers();
  for (let at = 0; at + 1 < incoming.rawHeaders.length; at += 2) {
    headers.append(incoming.rawHeaders[at] ?? '', incoming.rawHeaders[at + 1] ?? '');
  }
  const status = incoming.statusCode ?? 0;
  const mayHaveBody = status !== 204 && status !== 205 && status !== 304;
  return new Response(mayHaveBody ? Buffer.concat(chunks) : null, { status, headers });
}
