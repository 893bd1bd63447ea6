/**
 * What a storage engine keeps for the browser proxy: sessions whose tokens it cannot read. Methods name an atomic intent;
 * several processes may work on one store at a time. Every promise rejects with {@link BffStoreUnavailableError} when the
 * engine cannot answer; a resolved change has been committed durably. Times are of the store's clock.
 */

/** SHA-256 of the secret in the browser's cookie, base64url: finds the session, opens nothing. */
export type SessionDigest = string & { readonly [sessionDigestBrand]: never };
declare const sessionDigestBrand: unique symbol;

/** A session about to begin. Digests are SHA-256, base64url: the store learns no subject and no `sid` from them. */
export interface NewBffSession {
  readonly sessionDigest: SessionDigest;
  /** Sealed under a key that is derived from the cookie's secret. */
  readonly sealedTokens: Uint8Array;
  /** Of issuer and `sub`; for back-channel logout. */
  readonly subjectDigest: string;
  /** Of issuer and `sid`; undefined when the issuer names none. */
  readonly sidDigest: string | undefined;
  readonly idleTtlMs: number;
  readonly absoluteTtlMs: number;
  /** The session this browser had before; it ends in the same step. */
  readonly previousSessionDigest: SessionDigest | undefined;
}

export interface StoredBffSession {
  readonly sessionDigest: SessionDigest;
  readonly sealedTokens: Uint8Array;
  /** Counts the replacements of the tokens, from 0. */
  readonly version: number;
  readonly createdAtMs: number;
  readonly lastUsedAtMs: number;
  readonly idleExpiresAtMs: number;
  readonly absoluteExpiresAtMs: number;
}

export type RefreshClaim =
  /** The caller refreshes now; nobody else does until the lease ends. */
  | { readonly status: 'claimed' }
  /** Somebody else is at it. */
  | { readonly status: 'busy'; readonly leaseEndsInMs: number }
  /** There are other tokens than those the caller knows, and these are the ones that count. */
  | { readonly status: 'newer'; readonly session: StoredBffSession }
  | { readonly status: 'gone' };

export interface BffSessionStore {
  /** Begin a session, durably, and end the one it replaces. */
  beginSession(session: NewBffSession): Promise<void>;
  /**
   * The live session (not ended, not idle too long, not past its absolute end) of a digest.
   *
   * @param options.touch - mark it used, at most once a minute, which extends its idle time. Default true.
   */
  findSession(
    sessionDigest: SessionDigest,
    options?: { readonly touch?: boolean | undefined },
  ): Promise<StoredBffSession | undefined>;
  /**
   * Of any number of callers in any number of processes, let one refresh the tokens of `version`.
   *
   * @param request.claimId - random, of this attempt: whoever holds the lease names it again. Claiming once more with it
   *   begins the lease anew.
   * @param request.leaseMs - after this long another may claim: the holder may have died.
   */
  claimRefresh(request: {
    readonly sessionDigest: SessionDigest;
    readonly version: number;
    readonly claimId: string;
    readonly leaseMs: number;
  }): Promise<RefreshClaim>;
  /**
   * Put refreshed tokens in place and give the lease back, if this claim still holds it: also after its end, while nobody
   * else has claimed. Is no use of the session. `superseded`: it does not; what the caller got is to be dropped and the
   * session read again.
   */
  replaceTokens(request: {
    readonly sessionDigest: SessionDigest;
    readonly version: number;
    readonly claimId: string;
    readonly sealedTokens: Uint8Array;
  }): Promise<'replaced' | 'superseded' | 'gone'>;
  /** Give the lease back with nothing changed: the refresh failed, and the next caller may try. */
  releaseRefresh(request: { readonly sessionDigest: SessionDigest; readonly claimId: string }): Promise<void>;
  /** End one session. False when it was over already, expired included. */
  endSession(sessionDigest: SessionDigest): Promise<boolean>;
  /**
   * End every session of a back-channel logout: of that `sid`, or of that subject when there is no `sid`. Answers how many
   * were live.
   *
   * @see OpenID Connect Back-Channel Logout 1.0 §2.7
   */
  endSessionsOf(target: { readonly sidDigest: string } | { readonly subjectDigest: string }): Promise<number>;
  /** Which of these sessions are live; asked about open streams, each second. Does not mark them used. */
  filterLive(sessionDigests: readonly SessionDigest[]): Promise<ReadonlySet<SessionDigest>>;
  /**
   * Remember a logout token until it would be refused anyway. False when it was here before.
   *
   * @param tokenDigest - SHA-256 of issuer and `jti`, base64url.
   */
  rememberLogoutToken(tokenDigest: string, keepMs: number): Promise<boolean>;
  /** Finish what is queued, then let go of the file or connections. Idempotent. */
  close(): Promise<void>;
}

/** The engine cannot answer now (locked, full, closed, cut off): the proxy answers 503, never 401. */
export class BffStoreUnavailableError extends Error {
  override readonly name = 'BffStoreUnavailableError';
}
