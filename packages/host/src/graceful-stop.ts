import type { Server } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';

/** Stops a server; answers whether all that was in flight finished in time. */
export type StopGracefully = (graceSeconds: number) => Promise<'finished' | 'cut_off'>;

/** Looks this often for connections that have become idle while stopping. */
const idleSweepMs = 25;

/**
 * Prepare to stop a server that does not listen yet: stop accepting, let requests in flight finish and their answers be
 * taken, close connections as they become idle, and after the grace cut off what is left.
 *
 * Every connection is known from its beginning. Node's own `closeAllConnections` cuts those alone that speak HTTP at the
 * moment; one that has not finished its TLS handshake, or was handed over, would keep the server from ending for as long
 * as its peer likes.
 */
export function prepareGracefulStop(server: Server): StopGracefully {
  const sockets = new Set<Socket>();
  const remember = (socket: Socket): void => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  };
  server.on('connection', remember);
  // Over TLS it is this one that knows what is still to be sent.
  server.on('secureConnection', remember);

  /** To Node a connection is idle once its answer was made; whoever takes it slowly would lose the end of it. */
  function closeIdleConnections(): void {
    for (const socket of sockets) if (socket.writableLength > 0) return;
    server.closeIdleConnections();
  }

  return async (graceSeconds) => {
    let outcome: 'finished' | 'cut_off' = 'finished';
    // Not HTTP's own `close`, which closes what is idle to Node at once.
    const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
    const sweep = setInterval(closeIdleConnections, idleSweepMs);
    const grace = setTimeout(() => {
      outcome = 'cut_off';
      for (const socket of sockets) socket.destroy();
    }, graceSeconds * 1000);
    try {
      closeIdleConnections();
      await closed;
      // Now it has nothing to close but its own timer.
      server.close();
    } finally {
      clearInterval(sweep);
      clearTimeout(grace);
    }
    return outcome;
  };
}
