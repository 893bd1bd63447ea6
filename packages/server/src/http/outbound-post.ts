import { Agent as HttpAgent, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { createGuardedLookup, requireOutboundUrl } from './outbound-address.ts';

export interface OutboundForm {
  readonly url: URL;
  readonly form: URLSearchParams;
  /** For all of it: name, connection, answer. */
  readonly timeoutMs: number;
  /** Default: as the operating system resolves names. */
  readonly resolve?: LookupFunction | undefined;
}

export type OutboundAnswer =
  | { readonly answered: true; readonly status: number }
  /** `cause` is a code such as `ECONNREFUSED`, `timeout` or `ERR_OUTBOUND_ADDRESS`; never what was sent or received. */
  | { readonly answered: false; readonly cause: string };

/** The status is what counts; an honest answer has hardly a body, and more than this is not taken. */
const maxAnswerBytes = 16_384;

/** One connection for each request. Agents of our own know no proxy, whatever the environment says. */
const agents = {
  'http:': new HttpAgent({ keepAlive: false }),
  'https:': new HttpsAgent({ keepAlive: false, rejectUnauthorized: true }),
} as const;

/**
 * Post a form to an address that stands in the configuration, and answer the status. Everything the authority sends by
 * itself goes through here: only to addresses that outbound-address.ts lets pass, past no proxy, following no redirect
 * (its status is answered), with certificates verified.
 *
 * Does not refuse private networks: applications live there.
 */
export async function postForm({ url, form, timeoutMs, resolve }: OutboundForm): Promise<OutboundAnswer> {
  try {
    requireOutboundUrl(url);
    const status = await send(url, form.toString(), timeoutMs, resolve);
    return { answered: true, status };
  } catch (error) {
    return { answered: false, cause: describeCause(error) };
  }
}

function send(url: URL, body: string, timeoutMs: number, resolve: LookupFunction | undefined): Promise<number> {
  const isPlain = url.protocol === 'http:';
  const options = {
    method: 'POST',
    agent: agents[isPlain ? 'http:' : 'https:'],
    lookup: createGuardedLookup({ loopbackOnly: isPlain, resolve }),
    signal: AbortSignal.timeout(timeoutMs),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': Buffer.byteLength(body),
      connection: 'close',
    },
  };
  return new Promise<number>((settle, reject) => {
    let status: number | undefined;
    const outgoing = (isPlain ? requestHttp : requestHttps)(url, options, (response) => {
      const answered = response.statusCode ?? 0;
      status = answered;
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > maxAnswerBytes) response.destroy();
      });
      response.on('error', () => undefined);
      response.once('close', () => settle(answered));
    });
    // However the body ended, the answer was given.
    outgoing.on('error', (error) => (status === undefined ? reject(error) : settle(status)));
    // An answer that changes the protocol (101) is none, and is no error to Node either.
    outgoing.on('close', () => (status === undefined ? reject(new NoAnswerError()) : undefined));
    outgoing.end(body);
  });
}

/** The receiver ended the exchange without an answer. */
class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
  readonly code = 'no_answer';
}

function describeCause(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ABORT_ERR') return 'timeout';
  return typeof code === 'string' ? code : 'unknown';
}
