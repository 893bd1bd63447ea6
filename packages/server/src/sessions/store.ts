import type { AuditContext } from '../audit/event.ts';
import type { ClientId, GrantId, SessionId, UserId } from '../ids.ts';
import type { UserProfile } from '../users/store.ts';

/** One sign-in on one device. */
export interface Session {
  readonly sessionId: SessionId;
  readonly userId: UserId;
  /** When the person last proved who they are: `auth_time`. Remembering never renews it. */
  readonly authenticatedAtMs: number;
  /** RFC 8176 values, such as `pwd`. */
  readonly amr: readonly string[];
  readonly createdAtMs: number;
  readonly lastUsedAtMs: number;
  readonly remembered: boolean;
  readonly address: string | undefined;
  readonly userAgent: string | undefined;
}

/** A session as its owner sees it in "my sessions". */
export interface SessionOverview extends Session {
  readonly grants: readonly {
    readonly grantId: GrantId;
    readonly clientId: ClientId;
    readonly scopes: readonly string[];
    readonly createdAtMs: number;
    readonly lastUsedAtMs: number;
  }[];
}

export interface NewSession {
  readonly sessionId: SessionId;
  readonly userId: UserId;
  /** SHA-256 of the cookie's secret; undefined for an app without a browser, which gets no cookie. */
  readonly cookieHash: Uint8Array | undefined;
  readonly amr: readonly string[];
  /** Of the password the person was judged by, as the store had it then; undefined when none was. */
  readonly passwordVersion: number | undefined;
  readonly remembered: boolean;
  readonly idleTtlMs: number;
  readonly absoluteTtlMs: number;
  /**
   * SHA-256 of the secret this browser presented before, if any. A live session of the same person is renewed in place
   * (its `sid` stays, its secret is replaced, `authenticatedAtMs` is now); one of another person is ended and revoked.
   */
  readonly previousCookieHash: Uint8Array | undefined;
  /**
   * Which browser it is, by the SHA-256 of its random id, to recognise a form that was sent twice: the second submit was
   * on its way before the browser had the first one's cookie, so `previousCookieHash` leads nowhere. A live session that the
   * same person proved themselves in, in the same browser, at most `doubleSubmitMs` ago, is then renewed in place as well.
   * Which of the two answers the browser takes its cookie from nobody knows, so until the next renewal the cookies of the
   * latest two open it. Undefined: no such session is looked for.
   */
  readonly browser: { readonly idHash: Uint8Array; readonly doubleSubmitMs: number } | undefined;
}

export interface SessionStore {
  /**
   * Start (or renew, see `previousCookieHash` and `browser`) a session of an active user. Appends `session.started` or
   * `session.renewed`. Undefined, with nothing changed, when the user is gone or inactive by now, or the password is of
   * another version than `passwordVersion`, judged in the same transaction: whoever verified it before a change is too late.
   */
  startSession(session: NewSession, context: AuditContext): Promise<Session | undefined>;
  /**
   * The live session (not ended, not idle too long, not past its absolute end, user active) a cookie names, with its
   * person. Marks it used, at most once a minute, which extends its idle time.
   */
  findSessionByCookie(cookieHash: Uint8Array): Promise<{ session: Session; user: UserProfile } | undefined>;
  /** The same by `sid`, for endpoints that were called with an access token. Does not mark it used. */
  findSession(sessionId: SessionId): Promise<{ session: Session; user: UserProfile } | undefined>;
  /**
   * Whether a client holds or held a grant under a session. One that ended long ago, and whose tokens are all dead, may be
   * forgotten. Does not check that the session is live.
   */
  hasHadGrant(request: { readonly sessionId: SessionId; readonly clientId: ClientId }): Promise<boolean>;
  /**
   * The sessions of a person that still stand, last used first: the live ones, and those that have expired but under which
   * an offline grant can still be refreshed.
   */
  listSessions(userId: UserId): Promise<readonly SessionOverview[]>;
  /**
   * End one session of that person, end every grant under it, and revoke (`session` entry) its access tokens, in one
   * transaction. Appends `session.ended`. Unknown when it is another's or ended already.
   */
  endSession(
    request: { readonly sessionId: SessionId; readonly userId: UserId; readonly reason: string },
    context: AuditContext,
  ): Promise<'ended' | 'unknown'>;
  /**
   * End all sessions of a person but `exceptSessionId`, as `endSession` does; those that have expired too, since access
   * tokens from them may still live. Answers how many of them `listSessions` would have listed.
   */
  endSessions(
    request: { readonly userId: UserId; readonly exceptSessionId?: SessionId | undefined; readonly reason: string },
    context: AuditContext,
  ): Promise<number>;
}
