import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RequestTarget, splitTarget } from '@latchkey/host/request-target';
import type { Gated, LiveSession } from '../gate.ts';
import { type Problem, problems } from '../problems.ts';
import { logRequest } from '../request-log.ts';
import { respondProblem } from '../respond.ts';
import { describeFailure } from './failure.ts';
import { type ForwardParts, refusesToken } from './forward.ts';
import { joinSockets } from './join-sockets.ts';
import { judgeTarget } from './judge-target.ts';
import { type HandshakeAnswer, openWebSocket } from './open-web-socket.ts';
import { joinTarget, type MatchedPath, matchApi } from './path.ts';
import { formatHead, writeRawAnswer } from './raw-answer.ts';
import { readRawHeaders } from './raw-headers.ts';
import { relayRefusal } from './relay-refusal.ts';
import { acceptHandshake, createHandshakeHeaders, isHandshake } from './web-socket-handshake.ts';

/** A request to switch protocols, as Node hands it over. */
export interface UpgradeRequest {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  /** What came behind the request already. */
  readonly head: Uint8Array;
}

/** A handshake that was judged and let in. */
interface AdmittedHandshake {
  readonly headers: Headers;
  readonly matched: MatchedPath;
  readonly search: string;
  readonly session: LiveSession;
}

/**
 * Answer a WebSocket handshake: judged like any request, made again with the session's access token, and when the API
 * accepts it the two sockets are joined. What is said over them is not looked at. It breaks off when the session ends.
 *
 * Takes the socket over in any case. Never rejects.
 *
 * @see RFC 6455 §4
 */
export async function upgradeSocket(upgrade: UpgradeRequest, parts: ForwardParts): Promise<void> {
  const { request, socket } = upgrade;
  const { log, apis } = parts.settings;
  const startedAtMs = performance.now();
  const target = splitTarget(request.url ?? '');
  // Node's server has let go of the socket: without a listener its errors would end the process.
  socket.on('error', () => socket.destroy());
  let outcome: Problem | AnsweredStatus;
  try {
    outcome = await admitAndJoin(upgrade, target, parts);
  } catch (error) {
    outcome = describeFailure(error, log);
  }
  const [status, code] = typeof outcome === 'number' ? [outcome] : [problems[outcome.code].status, outcome.code];
  const path = matchApi(apis, target.path)?.api.path;
  logRequest(log, { method: request.method ?? '', path, status, code, startedAtMs });
  if (typeof outcome !== 'number') await writeRawAnswer(socket, respondProblem(outcome));
}

/** What a socket has been answered with already; a refusal is still to be written. */
type AnsweredStatus = number;

async function admitAndJoin(
  upgrade: UpgradeRequest,
  { path, search }: RequestTarget,
  parts: ForwardParts,
): Promise<Problem | AnsweredStatus> {
  const { request } = upgrade;
  const method = request.method ?? '';
  const headers = readRawHeaders(request.rawHeaders);
  const judged = judgeTarget({ method, path, search, headers }, parts.settings.apis);
  if (!judged.ok) return judged.problem;
  if (!judged.value.api.webSocket) return { code: 'not_found', detail: 'This API takes no WebSockets.' };
  if (!isHandshake(method, headers)) {
    return { code: 'bad_request', detail: 'Only WebSockets are opened here: version 13, with a key of 16 bytes.' };
  }
  const admitted = await parts.gate.admit({ method, headers, opensStream: true });
  if (!admitted.ok) return admitted.problem;
  return openAndJoin(upgrade, { headers, matched: judged.value, search, session: admitted.value }, parts);
}

async function openAndJoin(
  { socket, head }: UpgradeRequest,
  admitted: AdmittedHandshake,
  parts: ForwardParts,
): Promise<Problem | AnsweredStatus> {
  const { settings, openStreams } = parts;
  const { api, rest } = admitted.matched;
  const path = joinTarget(api.target, rest, admitted.search);
  const leaving = new AbortController();
  const stopTracking = openStreams.track(admitted.session.sessionDigest, () => {
    leaving.abort();
    socket.destroy();
  });
  socket.on('close', () => {
    leaving.abort();
    stopTracking();
  });
  const opened = await openWithToken(admitted, path, leaving.signal, parts);
  if (!opened.ok) return opened.problem;
  const answer = opened.value;
  const warn = (reason: string, cause?: string): void =>
    settings.log.warn({ api: api.path, reason, cause }, 'no WebSocket was opened');
  if (answer.kind === 'failed') {
    if (answer.reason !== 'stopped') warn(answer.reason, answer.cause);
    return { code: answer.reason === 'timeout' ? 'api_timeout' : 'api_unreachable' };
  }
  if (answer.kind === 'refused') {
    return relayRefusal(socket, answer.incoming, { api, requestUrl: new URL(path, api.target), settings });
  }
  const accepted = acceptHandshake(answer.incoming, admitted.headers.get('sec-websocket-key') ?? '');
  if (accepted === undefined) warn('unproven 101');
  if (accepted === undefined || socket.destroyed) {
    answer.socket.destroy();
    return { code: 'api_unreachable' };
  }
  socket.write(formatHead(101, accepted), 'latin1');
  if (answer.head.byteLength > 0) socket.write(answer.head);
  if (head.byteLength > 0) answer.socket.write(head);
  joinSockets(socket, answer.socket, stopTracking);
  return 101;
}

/** A token that the API refuses is renewed once, unless it is fresh from a renewal. */
async function openWithToken(
  { headers, matched: { api }, session }: AdmittedHandshake,
  path: string,
  signal: AbortSignal,
  { settings, gate }: ForwardParts,
): Promise<Gated<HandshakeAnswer>> {
  const open = (accessToken: string): Promise<HandshakeAnswer> =>
    openWebSocket({
      ...{ target: api.target, path, timeoutMs: settings.apiTimeoutMs, signal },
      headers: createHandshakeHeaders(headers, accessToken),
    });
  const token = await gate.accessToken(session, api);
  if (!token.ok) return token;
  const answer = await open(token.value);
  if (answer.kind !== 'refused' || !refusesToken(answer.incoming)) return { ok: true, value: answer };
  const renewed = await gate.renewAccessToken(session, api, token.value);
  if (!renewed.ok) {
    answer.incoming.destroy();
    return renewed;
  }
  if (renewed.value === undefined) return { ok: true, value: answer };
  answer.incoming.destroy();
  return { ok: true, value: await open(renewed.value) };
}
