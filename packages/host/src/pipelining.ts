import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Whether a request shall be answered; one that shall not has lost its connection. */
export type MayWait = (incoming: IncomingMessage, outgoing: ServerResponse) => boolean;

/** More than any client sends ahead: browsers and proxies wait for each answer. */
export const maxRequestsAhead = 16;

/**
 * Bound the requests that a connection sends ahead of their answers (RFC 9112 §9.3.2). Node reads some thousand small ones
 * at once and keeps all their answers for a peer that takes none, so that a little sent costs very much kept. Whoever
 * sends more ahead than {@link maxRequestsAhead} is cut off.
 *
 * Costs nothing where each answer is waited for. To be asked once for each request, before anything is done for it.
 */
export function createPipelineLimit(): MayWait {
  const waiting = new WeakMap<Socket, number>();
  return ({ socket }, outgoing) => {
    // An answer is given the connection when those before it are through.
    if (outgoing.socket !== null) return true;
    if (socket.destroyed) return false;
    const ahead = (waiting.get(socket) ?? 0) + 1;
    if (ahead > maxRequestsAhead) {
      socket.destroy();
      return false;
    }
    waiting.set(socket, ahead);
    outgoing.once('socket', () => waiting.set(socket, (waiting.get(socket) ?? 1) - 1));
    return true;
  };
}
