import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Problem } from './problems.ts';

/** What is known about the wire a request came by. */
export interface BffConnection {
  /** The peer's address as the socket says. Default: none, and limits by address count everybody as one. */
  readonly remoteAddress?: string | undefined;
}

/** What a request line says, as far as the log may tell of it. */
export interface SentLine {
  readonly method: string;
  /** As sent, without the query. */
  readonly path: string;
}

/** The proxy that keeps tokens out of browsers: a function from request to response, mountable in any server. */
export interface Bff {
  /** Answer a request; 404 for a path that is not its own. Never rejects. */
  fetch(request: Request, connection?: BffConnection): Promise<Response>;
  /**
   * Refuse what can be no `Request`: for servers that see a request before it is one. The refusal has the headers and leaves
   * the log line of any other.
   */
  refuse(problem: Problem, sent: SentLine): Response;
  /**
   * Whether a request is the proxy's to answer: its own endpoints and the declared APIs. Everything else is the
   * application's.
   *
   * @param path - as sent, without the query.
   */
  claims(path: string): boolean;
  /** Answer a WebSocket handshake; a path that is not its own is answered 404. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Uint8Array): Promise<void>;
  /** Resolves when the authority's metadata was read. @throws BffError `not_ready` after ten seconds. */
  ready(): Promise<void>;
  /** Close open streams and stop. The store is the caller's to close. Idempotent. */
  close(): void;
}
