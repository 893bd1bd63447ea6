import type { IncomingMessage } from 'node:http';
import type { Gate, LiveSession } from '../gate.ts';
import type { BffSettings } from '../options.ts';
import type { ProblemCode } from '../problems.ts';
import { respondProblem } from '../respond.ts';
import type { Agents } from './agents.ts';
import { type ApiAnswer, askApi } from './ask-api.ts';
import { saysInvalidToken } from './challenges.ts';
import type { OpenStreams, StreamEnd } from './open-streams.ts';
import { joinTarget, type MatchedPath } from './path.ts';
import { type RequestBody, takeRequestBody } from './request-body.ts';
import { createRequestHeaders } from './request-headers.ts';
import { streamResponseBody } from './response-body.ts';
import { createResponseHeaders } from './response-headers.ts';

export interface ForwardParts {
  readonly settings: BffSettings;
  readonly gate: Gate;
  readonly agents: Agents;
  readonly openStreams: OpenStreams;
}

/** A request that was judged and let in. */
export interface AdmittedRequest {
  readonly request: Request;
  readonly matched: MatchedPath;
  readonly search: string;
  readonly session: LiveSession;
}

/** What each way to get no answer is to the browser. */
const problemOf: Readonly<Record<Extract<ApiAnswer, { ok: false }>['reason'], ProblemCode>> = {
  unreachable: 'api_unreachable',
  stale: 'api_unreachable',
  timeout: 'api_timeout',
  // The browser has left, and reads no answer; a session that ended is told by itself.
  stopped: 'api_unreachable',
  bad_body: 'bad_request',
  bad_request: 'bad_request',
};
const badBodyDetail =
  'The body is not of the declared length. If a body parser of the application reads it first, mount the proxy ahead of it.';

/** Statuses whose answers have no body. @see RFC 9110 §6.4.1 */
const bodilessStatuses: ReadonlySet<number> = new Set([204, 205, 304]);
/** May be sent again when it is not known whether they arrived. @see RFC 9110 §9.2.2 */
const idempotentMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

/**
 * Pass an admitted request on with the session's access token, and the answer back, piece by piece both ways. The exchange
 * breaks off when the browser leaves or the session ends. A token that the API refuses is renewed once, and the request
 * repeated if it can be; not when it has just been renewed for the same reason.
 *
 * Does not follow redirects, decompress or keep anything.
 */
export async function forwardRequest(admitted: AdmittedRequest, parts: ForwardParts): Promise<Response> {
  const { request, session } = admitted;
  const sessionEnd = new AbortController();
  let whyEnded: StreamEnd | undefined;
  const stopTracking = parts.openStreams.track(session.sessionDigest, (why) => {
    whyEnded = why;
    sessionEnd.abort();
  });
  const signal = AbortSignal.any([request.signal, sessionEnd.signal]);
  let body: RequestBody | undefined;
  let isOpen = false;
  const finish = () => {
    stopTracking();
    body?.cancel();
  };
  try {
    body = await takeRequestBody(request);
    const asked = await askWithToken(admitted, body, signal, parts);
    if (asked instanceof Response) return asked;
    if (!asked.answer.ok) {
      return whyEnded === undefined ? explain(asked.answer, admitted, parts) : respondProblem({ code: whyEnded });
    }
    const response = respondWith(asked.answer, asked.url, admitted, parts, finish);
    isOpen = true;
    return response;
  } finally {
    if (!isOpen) finish();
  }
}

interface Asked {
  readonly url: URL;
  readonly answer: ApiAnswer;
}

/** Answers with a refusal of the gate when there is no token to be had. */
async function askWithToken(
  { request, matched, search, session }: AdmittedRequest,
  body: RequestBody,
  signal: AbortSignal,
  { settings, gate, agents }: ForwardParts,
): Promise<Asked | Response> {
  const { api, rest } = matched;
  const { method } = request;
  const path = joinTarget(api.target, rest, search);
  const url = new URL(path, api.target);
  const ask = async (accessToken: string): Promise<ApiAnswer> => {
    const asked = {
      ...{ target: api.target, path, method, body, signal },
      headers: createRequestHeaders(request.headers, accessToken),
      timeoutMs: settings.apiTimeoutMs,
    };
    const answer = await askApi({ ...asked, agents });
    const isLost = !answer.ok && answer.reason === 'stale';
    if (!isLost || !body.isRepeatable || !idempotentMethods.has(method)) return answer;
    return askApi({ ...asked, agents: undefined });
  };

  const token = await gate.accessToken(session, api);
  if (!token.ok) return respondProblem(token.problem);
  const answer = await ask(token.value);
  if (!answer.ok || !body.isRepeatable || !refusesToken(answer.incoming)) return { url, answer };
  const renewed = await gate.renewAccessToken(session, api, token.value);
  if (!renewed.ok) {
    answer.discard();
    return respondProblem(renewed.problem);
  }
  if (renewed.value === undefined) return { url, answer };
  answer.discard();
  return { url, answer: await ask(renewed.value) };
}

/** Whether an API says that the access token is no good. */
export function refusesToken({ statusCode, headers }: IncomingMessage): boolean {
  return statusCode === 401 && saysInvalidToken(headers['www-authenticate'] ?? null);
}

function explain(
  { reason, cause }: Extract<ApiAnswer, { ok: false }>,
  { matched, request }: AdmittedRequest,
  { settings }: ForwardParts,
): Response {
  const code = problemOf[reason];
  if (reason !== 'stopped') settings.log.warn({ api: matched.api.path, method: request.method, reason, cause }, code);
  return respondProblem({ code, detail: reason === 'bad_body' ? badBodyDetail : undefined });
}

/** Such a stream has nothing to say until something happens. */
function isEventStream(headers: Headers): boolean {
  return /^text\/event-stream\s*(?:;|$)/i.test(headers.get('content-type') ?? '');
}

function warnOfQuiet({ matched, request }: AdmittedRequest, { settings }: ForwardParts): void {
  const fields = { api: matched.api.path, method: request.method, reason: 'idle' };
  settings.log.warn(fields, 'an API stopped in the midst of its answer, which was broken off');
}

/** An answer that HTTP does not allow (a status or a header that cannot be) is none. */
function respondWith(
  { incoming, discard }: Extract<ApiAnswer, { ok: true }>,
  url: URL,
  admitted: AdmittedRequest,
  parts: ForwardParts,
  onDone: () => void,
): Response {
  const { request, matched } = admitted;
  try {
    const status = incoming.statusCode ?? 0;
    const head = { status, rawHeaders: incoming.rawHeaders };
    const headers = createResponseHeaders(head, matched.api, url, parts.settings);
    if (request.method !== 'HEAD' && !bodilessStatuses.has(status)) {
      const body = streamResponseBody(incoming, {
        idleTimeoutMs: isEventStream(headers) ? undefined : parts.settings.apiIdleTimeoutMs,
        onIdle: () => warnOfQuiet(admitted, parts),
        onDone,
      });
      return new Response(body, { status, headers });
    }
    const response = new Response(null, { status, headers });
    incoming.on('close', onDone).resume();
    // To Node's parser it has a body like any other, which may never end.
    if (status === 205) discard();
    return response;
  } catch (error) {
    discard();
    onDone();
    return explain(
      { ok: false, reason: 'unreachable', cause: error instanceof Error ? error.name : undefined },
      admitted,
      parts,
    );
  }
}
