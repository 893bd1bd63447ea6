import type { KeyObject } from 'node:crypto';
import type { BffLog } from './log.ts';
import type { BffSessionStore } from './session/store.ts';

/** One API behind the proxy. Nothing that is not declared is ever passed on. */
export interface BffApiOptions {
  /** Where browsers find it, such as `/api/orders`: it and everything below it. In plain form, without a slash at its end. */
  readonly path: string;
  /** Where it is: its URL takes the place of `path`. https, or http to this very machine. */
  readonly target: string;
  /** What its tokens may do, of the scopes the client is registered for. One token for each API, never for several. */
  readonly scopes: readonly string[];
  /** RFC 8707 resource its tokens are narrowed to. Default: the scopes alone decide. */
  readonly resource?: string | undefined;
  /** Methods passed on. Default: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS. */
  readonly methods?: readonly string[] | undefined;
  /** Whether WebSockets are passed on. Default false. */
  readonly webSocket?: boolean | undefined;
}

/** What a browser proxy is told once. Everything is checked by `createBff`; the object is neither kept nor changed. */
export interface BffOptions {
  /** Where browsers reach it: https, or http on a loopback host. The application's pages are of the same origin. */
  readonly origin: string;
  /** The authorization server, exactly as its metadata names it. */
  readonly issuer: string;
  /** A confidential client with `authorization_code` and `refresh_token`; its redirect URI is `<origin><basePath>/callback`. */
  readonly clientId: string;
  /** What it proves itself with to the authority. It never leaves this process but to there. */
  readonly clientSecret: string;
  /** Identity scopes besides those of the APIs. Default: `openid profile email`. Always with `openid`. */
  readonly scopes?: readonly string[] | undefined;
  /** The APIs that requests are passed on to. */
  readonly apis: readonly BffApiOptions[];
  /** Where sessions are kept; several processes of one application share it. `openSqliteBffStore` makes one. */
  readonly store: BffSessionStore;
  /** 32 random bytes that seal a sign-in on its way; the same in every process of this application. */
  readonly sealingKey: KeyObject;
  /** Where the proxy's own endpoints are. Default `/auth`. */
  readonly basePath?: string | undefined;
  /** Where the browser goes after a sign-out at the authority; registered there. Default `<origin>/`. */
  readonly postLogoutRedirectUri?: string | undefined;
  /** Where a browser goes when a sign-in failed, with `?sign_in_error=<code>`. Default `/`. */
  readonly signInErrorPath?: string | undefined;
  /** A session ends when it was not used for so long, 60 seconds to 31 days. Default 43,200: half a day. */
  readonly sessionIdleSeconds?: number | undefined;
  /** A session ends after so long in any case, 60 seconds to 366 days. Default 604,800: a week. */
  readonly sessionAbsoluteSeconds?: number | undefined;
  /** The same for people who asked to stay signed in, on the application's own form. Default 14 days. */
  readonly rememberedSessionIdleSeconds?: number | undefined;
  /** The same for people who asked to stay signed in, on the application's own form. Default 90 days. */
  readonly rememberedSessionAbsoluteSeconds?: number | undefined;
  /**
   * `strict` (default): no other site's link or form brings the session along. `lax`: links do, for applications whose pages
   * are made on the server.
   */
  readonly sameSite?: 'strict' | 'lax' | undefined;
  /** Let the application sign people in with a form of its own (`POST <basePath>/sign-in`). Default false. */
  readonly ownSignInForm?: boolean | undefined;
  /** Peers whose `X-Forwarded-For` counts: addresses or CIDR ranges. Default: none. */
  readonly trustedProxies?: readonly string[] | undefined;
  /** Patience with an API until its headers come, 100 to 600,000 milliseconds. Default 60,000. */
  readonly apiTimeoutMs?: number | undefined;
  /**
   * Patience with an API between two pieces of its answer, 100 to 86,400,000 milliseconds. Default 60,000. Event streams and
   * WebSockets may be quiet for as long as they like.
   */
  readonly apiIdleTimeoutMs?: number | undefined;
  /** Patience with the authority, 100 to 9,000 milliseconds. Default 5000. */
  readonly authorityTimeoutMs?: number | undefined;
  /** Default: nothing is logged but warnings, through `process.emitWarning`. */
  readonly log?: BffLog | undefined;
}

/** An API as checked. */
export interface BffApi {
  readonly path: string;
  readonly target: URL;
  readonly scopes: readonly string[];
  readonly resource: string | undefined;
  readonly methods: ReadonlySet<string>;
  readonly webSocket: boolean;
}

/** Options as checked, with every default filled in; frozen. */
export interface BffSettings {
  readonly origin: string;
  readonly isHttps: boolean;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Everything a sign-in asks for: identity scopes, then those of all APIs, each once. */
  readonly scopes: readonly string[];
  /** The resources of the APIs that name one, each once. */
  readonly resources: readonly string[];
  /** Longest path first, so that the first match is the closest. */
  readonly apis: readonly BffApi[];
  readonly store: BffSessionStore;
  readonly sealingKey: KeyObject;
  readonly basePath: string;
  readonly redirectUri: string;
  readonly postLogoutRedirectUri: string;
  readonly signInErrorPath: string;
  readonly session: SessionLifetime;
  readonly rememberedSession: SessionLifetime;
  readonly sameSite: 'Strict' | 'Lax';
  readonly ownSignInForm: boolean;
  readonly trustedProxies: readonly string[];
  readonly apiTimeoutMs: number;
  readonly apiIdleTimeoutMs: number;
  readonly authorityTimeoutMs: number;
  readonly log: BffLog;
}

export interface SessionLifetime {
  readonly idleTtlMs: number;
  readonly absoluteTtlMs: number;
}
