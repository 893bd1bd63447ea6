import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
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
 * did before. Once a second a sweep passes over the connections that did something; a response that is still open then is a
 * stream, and only that is watched. Nothing is asked of the application, which could forget, and nothing of the client,
 * which could lie; nor of the connection, which may have closed before it was first seen here.
 */
export function createOpenResponses(guard: Pick<Guard, 'watch' | 'isRevoked' | 'followsRevocations'>): OpenResponses {
  if (!guard.followsRevocations) return { track: () => {} };
  const byCarrier = new WeakMap<object, Connection>();
  /** Those with a response that no sweep has seen. */
  const noted = new Set<Connection>();
  let timer: NodeJS.Timeout | undefined;

  function openConnection(carrier: object): Connection {
    const connection: Connection = { response: undefined, token: undefined };
    byCarrier.set(carrier, connection);
    return connection;
  }

  function sweep(): void {
    if (noted.size === 0) {
      clearInterval(timer);
      timer = undefined;
      return;
    }
    for (const connection of noted) settle(connection);
    noted.clear();
  }

  /** Watch the connection's response if it is still open, and let go of it either way. */
  function settle(connection: Connection): void {
    const { response, token } = connection;
    connection.response = undefined;
    connection.token = undefined;
    if (response === undefined || token === undefined || isOver(response)) return;
    if (guard.isRevoked(token)) {
      response.destroy();
      return;
    }
    response.once(
      'close',
      guard.watch(token, () => response.destroy()),
    );
  }

  function note(connection: Connection): void {
    noted.add(connection);
    timer ??= setInterval(sweep, sweepMs).unref();
  }

  return {
    track(response, token) {
      const carrier = findCarrier(response);
      const connection = byCarrier.get(carrier) ?? openConnection(carrier);
      if (connection.response === undefined) note(connection);
      // Pipelined requests share a connection: the earlier response may still be open.
      else if (!connection.response.writableFinished) settle(connection);
      connection.response = response;
      connection.token = token;
    },
  };
}

/** Whether nothing more is sent, be it that all was, or that nobody is there: such a response need not close once more. */
function isOver(response: ServerResponse): boolean {
  // A response of HTTP/2 does not say itself that it was destroyed.
  return response.writableFinished || response.destroyed || findCarrier(response).destroyed === true;
}

/**
 * What closes with the response, and at most one response at a time is written to: the HTTP/2 stream or the connection.
 * The latter is the request's, for a pipelined response has none yet. Where a request is no server's, as on platforms that
 * call a handler without one, there may be none at all.
 */
function findCarrier(response: ServerResponse): { readonly destroyed?: boolean | undefined } {
  if ('stream' in response) return response.stream as Duplex;
  const { socket }: { readonly socket: Socket | undefined } = response.req;
  return socket ?? response;
}
