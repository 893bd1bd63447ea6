import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { VerifiedToken } from '../decision.ts';
import type { Guard } from '../guard.ts';

/** Closes responses that are still open when the token they were allowed by is revoked. */
export interface OpenResponses {
  /** Note that a response is being made for a token. */
  track(response: ServerResponse, token: VerifiedToken): void;
}

/** The response last begun on a connection, if it has not been dealt with. */
interface Connection {
  response: ServerResponse | undefined;
  token: VerifiedToken | undefined;
}

/** With an ordinary response done within this time, only streams are ever watched. Revocations promise one second. */
const sweepMs = 1000;

/**
 * Watch over the responses of a Node server.
 *
 * An ordinary request pays for one look-up and two assignments: it is noted on its connection, over what the connection
 * did before. Once a second a sweep passes over the connections; a response that is still open then is a stream, and only
 * that is watched. Nothing is asked of the application, which could forget, and nothing of the client, which could lie.
 */
export function createOpenResponses(guard: Pick<Guard, 'watch' | 'isRevoked' | 'followsRevocations'>): OpenResponses {
  if (!guard.followsRevocations) return { track: () => {} };
  const byCarrier = new WeakMap<Duplex, Connection>();
  const connections = new Set<Connection>();
  let timer: NodeJS.Timeout | undefined;

  function openConnection(carrier: Duplex): Connection {
    const connection: Connection = { response: undefined, token: undefined };
    byCarrier.set(carrier, connection);
    connections.add(connection);
    carrier.once('close', () => closeConnection(connection));
    timer ??= setInterval(sweep, sweepMs).unref();
    return connection;
  }

  function closeConnection(connection: Connection): void {
    connections.delete(connection);
    if (connections.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  function sweep(): void {
    for (const connection of connections) settle(connection);
  }

  /** Watch the connection's response if it is still open, and let go of it either way. */
  function settle(connection: Connection): void {
    const { response, token } = connection;
    connection.response = undefined;
    connection.token = undefined;
    if (response === undefined || token === undefined || response.writableFinished || response.destroyed) return;
    if (guard.isRevoked(token)) {
      response.destroy();
      return;
    }
    response.once(
      'close',
      guard.watch(token, () => response.destroy()),
    );
  }

  return {
    track(response, token) {
      const carrier = findCarrier(response);
      const connection = byCarrier.get(carrier) ?? openConnection(carrier);
      // Pipelined requests share a connection: the earlier response may still be open.
      if (connection.response !== undefined && !connection.response.writableFinished) settle(connection);
      connection.response = response;
      connection.token = token;
    },
  };
}

/**
 * What closes with the response, and at most one response at a time is written to: the HTTP/2 stream or the connection.
 * The latter is the request's, for a pipelined response has none yet.
 */
function findCarrier(response: ServerResponse): Duplex {
  return 'stream' in response ? (response.stream as Duplex) : response.req.socket;
}
