import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { BffApi } from './options.ts';
import type { Problem } from './problems.ts';
import type { SessionDigest } from './session/store.ts';

/** A browser's live session, as one request sees it. Holds no secret that could leave by accident. */
export interface LiveSession {
  readonly sessionDigest: SessionDigest;
}

/** A refusal, or what was asked for. */
export type Gated<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: Problem };

/** The part of the proxy that knows who calls; the part that passes requests on leans on it. */
export interface Gate {
  /**
   * Let a request to an API in: same origin (Fetch Metadata, then Origin), the CSRF token on every method but GET, HEAD and
   * OPTIONS, and a live session. Requests that open a stream (`text/event-stream`, WebSocket) must say that they are of
   * the same origin, whatever their method.
   *
   * @param request.headers - as they came.
   * @param request.opensStream - a WebSocket, or `Accept: text/event-stream`.
   */
  admit(request: {
    readonly method: string;
    readonly headers: Headers;
    readonly opensStream: boolean;
  }): Promise<Gated<LiveSession>>;
  /**
   * The access token of a session for an API, refreshed first when it is about to expire: once, however many requests and
   * processes wait. A session whose refresh is refused ends, and the answer is `session_ended`; an authority that cannot
   * be reached is `authority_unavailable`.
   */
  accessToken(session: LiveSession, api: BffApi): Promise<Gated<string>>;
  /**
   * Another access token, because the API refused that one; the same rules. When a newer one than `refused` is there
   * already, that one. Undefined when `refused` itself came in the place of a refused one less than ten seconds ago: then
   * the API's answer stands.
   */
  renewAccessToken(session: LiveSession, api: BffApi, refused: string): Promise<Gated<string | undefined>>;
  /** Told when sessions end in this process (sign-out, back-channel logout, refused refresh). Answers how to stop. */
  onSessionsEnded(listener: () => void): () => void;
}

/** The part that passes requests on. */
export interface Proxy {
  /**
   * Answer a request whose path belongs to a declared API: judge method and path, let the gate admit it, attach the token,
   * stream both ways. Never redirects, never rejects.
   *
   * @param path - as sent: still percent-encoded.
   */
  handle(request: Request, path: string, search: string): Promise<Response>;
  /** Whether a path, as sent, could be one of an API: then {@link handle} answers it, if only to refuse it. */
  claims(path: string): boolean;
  /**
   * Answer a WebSocket handshake. Takes the socket over in any case.
   *
   * @see RFC 6455 §4
   */
  upgrade(request: IncomingMessage, socket: Duplex, head: Uint8Array): Promise<void>;
  /** Close every stream and WebSocket that is open, and open no more. */
  close(): void;
}
