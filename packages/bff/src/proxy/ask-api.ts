import { type ClientRequest, type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Agents } from './agents.ts';
import { createPatience, type Patience } from './patience.ts';
import { BodyLengthError, type RequestBody } from './request-body.ts';
import { waitForDrain } from './wait-for-drain.ts';

/** One request to an API. */
export interface ApiRequest {
  /** Scheme, host and port count; the path is {@link path}. */
  readonly target: URL;
  /** Path and query, as they go out. */
  readonly path: string;
  readonly method: string;
  /** Without `Host` and the body's framing. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: RequestBody;
  /** Undefined: over a connection of its own. */
  readonly agents: Agents | undefined;
  /** Until the headers come; counted anew with each piece of the body, and not while the browser is waited for. */
  readonly timeoutMs: number;
  /** Breaks the request off, and the answer. */
  readonly signal: AbortSignal;
}

/** An API's answer, or why there is none. */
export type ApiAnswer =
  | {
      readonly ok: true;
      readonly incoming: IncomingMessage;
      /** Let go of the answer, and of the connection. */
      discard(): void;
    }
  | {
      readonly ok: false;
      /** `stale`: a kept connection was closed as the request was sent; whether the API saw it is not known. */
      readonly reason: 'unreachable' | 'stale' | 'timeout' | 'stopped' | 'bad_body' | 'bad_request';
      /** The code of Node's error, for the log. */
      readonly cause: string | undefined;
    };

/** Methods whose requests say that they have no body, instead of saying nothing. @see RFC 9110 §8.6 */
const methodsWithBody: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);
const closedConnectionCodes: ReadonlySet<string | undefined> = new Set(['ECONNRESET', 'EPIPE']);

/** Ask an API, and answer when its headers are there. Sends the body meanwhile, and further. Never rejects. */
export function askApi(asked: ApiRequest): Promise<ApiAnswer> {
  const { body, timeoutMs, signal } = asked;
  const { promise, resolve } = Promise.withResolvers<ApiAnswer>();
  let outgoing: ClientRequest;
  try {
    signal.throwIfAborted();
    outgoing = openRequest(asked);
  } catch (error) {
    // Node refuses what no server should ever be sent, before it connects.
    resolve({ ok: false, reason: signal.aborted ? 'stopped' : 'bad_request', cause: readErrorCode(error) });
    return promise;
  }

  const fail = (reason: Extract<ApiAnswer, { ok: false }>['reason'], cause?: string): void => {
    patience.end();
    resolve({ ok: false, reason, cause });
    outgoing.destroy();
  };
  const patience = createPatience(timeoutMs, () => fail('timeout'));
  let hasAnswered = false;
  let stop = () => fail('stopped');
  const onAbort = () => stop();
  signal.addEventListener('abort', onAbort);

  outgoing.on('error', (error) => {
    const cause = readErrorCode(error);
    // An API may answer and hang up before it has read the body: what it answered is still to be read then.
    if (hasAnswered) return;
    fail(outgoing.reusedSocket && closedConnectionCodes.has(cause) ? 'stale' : 'unreachable', cause);
  });
  outgoing.once('response', (incoming) => {
    hasAnswered = true;
    patience.end();
    // Through the answer, so that its reader sees it break off instead of end.
    stop = () => void incoming.destroy();
    incoming.on('error', () => {});
    incoming.on('close', () => {
      signal.removeEventListener('abort', onAbort);
      if (!outgoing.writableEnded) outgoing.destroy();
    });
    resolve({ ok: true, incoming, discard: stop });
  });
  // Nobody asked to switch protocols.
  outgoing.on('upgrade', (_incoming, socket) => {
    socket.destroy();
    fail('unreachable', 'unexpected 101');
  });
  outgoing.on('close', () => {
    patience.end();
    // With an answer the connection may be closed long before the browser has read what came over it.
    if (!hasAnswered) signal.removeEventListener('abort', onAbort);
  });
  sendBody(body, outgoing, patience).catch((error: unknown) => {
    if (hasAnswered) stop();
    else if (error instanceof BodyLengthError) fail('bad_body');
    else fail('stopped', readErrorCode(error));
  });
  return promise;
}

function openRequest({ target, path, method, headers, body, agents }: ApiRequest): ClientRequest {
  const framing: Record<string, string> = {};
  // Never both, and never neither beside a body: Node adds none to methods that it believes to have no body.
  if (body.length === undefined) framing['transfer-encoding'] = 'chunked';
  else if (body.length > 0 || methodsWithBody.has(method)) framing['content-length'] = String(body.length);
  return openTarget(target, { path, method, headers: { ...headers, ...framing } }, agents);
}

/** Begin a request to a target's host, by its scheme. */
export function openTarget(target: URL, options: RequestOptions, agents: Agents | undefined): ClientRequest {
  const isHttps = target.protocol === 'https:';
  const request = isHttps ? requestHttps : requestHttp;
  return request({
    ...options,
    hostname: target.hostname.replace(/^\[|\]$/g, ''),
    port: target.port === '' ? undefined : target.port,
    agent: agents === undefined ? false : agents[isHttps ? 'https' : 'http'],
  });
}

/** At the API's pace; rejects as the browser's connection fails. Stops when the API has answered all it will. */
async function sendBody(body: RequestBody, outgoing: ClientRequest, patience: Patience): Promise<void> {
  patience.start();
  if (body.length !== 0) {
    patience.stop();
    for await (const piece of body.readAll()) {
      if (outgoing.destroyed) return;
      patience.start();
      if (!outgoing.write(piece)) await waitForDrain(outgoing);
      patience.stop();
    }
    if (outgoing.destroyed) return;
    patience.start();
  }
  outgoing.end();
}

export function readErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
