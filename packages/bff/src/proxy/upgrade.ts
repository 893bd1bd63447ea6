import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { LiveSession } from '../gate.ts';
import type { BffApi } from '../options.ts';
import type { Problem } from '../problems.ts';
import { respondProblem } from '../respond.ts';
import { describeFailure } from './failure.ts';
import { type ForwardParts, refusesToken } from './forward.ts';
import { joinSockets } from './join-sockets.ts';
import { judgeTarget } from './judge-target.ts';
import { type HandshakeAnswer, openWebSocket } from './open-web-socket.ts';
import { joinTarget, type MatchedPath } from './path.ts';
import { endGently, formatHead, writeRawAnswer } from './raw-answer.ts';
import { createResponseHeaders } from './response-headers.ts';
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
  const { socket } = upgrade;
  // Node's server has let go of the socket: without a listener its errors would end the process.
  socket.on('error', () => socket.destroy());
  try {
    const problem = await admitAndJoin(upgrade, parts);
    if (problem !== undefined) await writeRawAnswer(socket, respondProblem(problem));
  } catch (error) {
    await writeRawAnswer(socket, respondProblem(describeFailure(error, parts.settings.log)));
  }
}

/** Answers with a refusal; undefined when the socket has been answered. */
async function admitAndJoin(upgrade: UpgradeRequest, parts: ForwardParts): Promise<Problem | undefined> {
  const { request } = upgrade;
  const method = request.method ?? '';
  const [path = '', ...query] = (request.url ?? '').split('?');
  const search = query.length === 0 ? '' : `?${query.join('?')}`;
  const headers = readHeaders(request);
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
  { headers, matched, search, session }: AdmittedHandshake,
  { settings, gate, openStreams }: ForwardParts,
): Promise<Problem | undefined> {
  const { api, rest } = matched;
  const path = joinTarget(api.target, rest, search);
  const leaving = new AbortController();
  const stopTracking = openStreams.track(session.sessionDigest, () => {
    leaving.abort();
    socket.destroy();
  });
  socket.on('close', () => {
    leaving.abort();
    stopTracking();
  });
  const open = (accessToken: string): Promise<HandshakeAnswer> =>
    openWebSocket({
      ...{ target: api.target, path, timeoutMs: settings.apiTimeoutMs, signal: leaving.signal },
      headers: createHandshakeHeaders(headers, accessToken),
    });

  const token = await gate.accessToken(session, api);
  if (!token.ok) return token.problem;
  let answer = await open(token.value);
  if (answer.kind === 'refused' && refusesToken(answer.incoming)) {
    answer.incoming.destroy();
    const renewed = await gate.renewAccessToken(session, api, token.value);
    if (!renewed.ok) return renewed.problem;
    answer = await open(renewed.value);
  }

  if (answer.kind === 'failed') {
    if (answer.reason !== 'stopped') {
      settings.log.warn({ api: api.path, reason: answer.reason, cause: answer.cause }, 'no WebSocket was opened');
    }
    return { code: answer.reason === 'timeout' ? 'api_timeout' : 'api_unreachable' };
  }
  if (answer.kind === 'refused') {
    relayRefusal(
      socket,
      answer.incoming,
      createRefusalHeaders(answer.incoming, api, new URL(path, api.target), settings),
    );
    return undefined;
  }
  const accepted = acceptHandshake(answer.incoming, headers.get('sec-websocket-key') ?? '');
  if (accepted === undefined || socket.destroyed) {
    answer.socket.destroy();
    return { code: 'api_unreachable' };
  }
  socket.write(formatHead(101, accepted), 'latin1');
  if (answer.head.byteLength > 0) socket.write(answer.head);
  if (head.byteLength > 0) answer.socket.write(head);
  joinSockets(socket, answer.socket, stopTracking);
  return undefined;
}

/** From the raw ones: Node's own object drops repeated headers. @throws TypeError for a header HTTP does not allow. */
function readHeaders({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    headers.append(rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '');
  }
  return headers;
}

function createRefusalHeaders(
  { statusCode = 0, rawHeaders }: IncomingMessage,
  api: BffApi,
  url: URL,
  settings: ForwardParts['settings'],
): Headers {
  const headers = createResponseHeaders({ status: statusCode, rawHeaders }, api, url, settings);
  // The end of the connection tells where the body ends.
  headers.set('connection', 'close');
  return headers;
}

/** The API did not switch protocols: its answer is the browser's. */
function relayRefusal(socket: Duplex, incoming: IncomingMessage, headers: Headers): void {
  socket.write(formatHead(incoming.statusCode ?? 502, headers), 'latin1');
  incoming.on('close', () => {
    if (incoming.readableEnded) endGently(socket);
    else socket.destroy();
  });
  incoming.pipe(socket, { end: false });
  socket.on('close', () => incoming.destroy());
}
