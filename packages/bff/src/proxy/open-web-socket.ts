import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { openTarget, readErrorCode } from './ask-api.ts';

/** One WebSocket handshake with an API. */
export interface HandshakeRequest {
  readonly target: URL;
  /** Path and query, as they go out. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Breaks the handshake off, and afterwards the socket. */
  readonly signal: AbortSignal;
}

export type HandshakeAnswer =
  /** The API switched protocols. */
  | {
      readonly kind: 'switched';
      readonly incoming: IncomingMessage;
      readonly socket: Duplex;
      readonly head: Uint8Array;
    }
  /** It answered instead. */
  | { readonly kind: 'refused'; readonly incoming: IncomingMessage }
  | {
      readonly kind: 'failed';
      readonly reason: 'unreachable' | 'timeout' | 'stopped';
      /** The code of Node's error, for the log. */
      readonly cause: string | undefined;
    };

/** Ask an API to switch protocols, over a connection of its own. Does not judge what a 101 says. Never rejects. */
export function openWebSocket({
  target,
  path,
  headers,
  timeoutMs,
  signal,
}: HandshakeRequest): Promise<HandshakeAnswer> {
  const { promise, resolve } = Promise.withResolvers<HandshakeAnswer>();
  if (signal.aborted) {
    resolve({ kind: 'failed', reason: 'stopped', cause: undefined });
    return promise;
  }
  const outgoing = openTarget(target, { path, method: 'GET', headers }, undefined);
  const fail = (reason: 'unreachable' | 'timeout' | 'stopped', cause?: string): void => {
    clearTimeout(timer);
    resolve({ kind: 'failed', reason, cause });
    outgoing.destroy();
  };
  const timer = setTimeout(() => fail('timeout'), timeoutMs);
  let stop = () => fail('stopped');
  signal.addEventListener('abort', () => stop(), { once: true });
  outgoing.on('error', (error) => fail('unreachable', readErrorCode(error)));
  outgoing.on('upgrade', (incoming, socket, head) => {
    clearTimeout(timer);
    socket.on('error', () => socket.destroy());
    stop = () => void socket.destroy();
    resolve({ kind: 'switched', incoming, socket, head });
  });
  outgoing.on('response', (incoming) => {
    clearTimeout(timer);
    incoming.on('error', () => {});
    stop = () => void incoming.destroy();
    resolve({ kind: 'refused', incoming });
  });
  outgoing.end();
  return promise;
}
