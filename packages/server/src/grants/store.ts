import type { AuditContext } from '../audit/event.ts';
import type { ClientId, GrantId } from '../ids.ts';
import type { Session } from '../sessions/store.ts';
import type { UserProfile } from '../users/store.ts';

/** All that a token made under a grant may say, read in the transaction that vouches for it. */
export interface GrantSnapshot {
  /** Names the row; never reused. Travels inside the refresh token only. */
  readonly grantNumber: number;
  readonly grantId: GrantId;
  readonly clientId: ClientId;
  readonly user: UserProfile;
  /**
   * As it is now, but for `authenticatedAtMs` and `amr`: those are of the sign-in that the grant began with, so that a
   * later one lends no freshness to older refresh tokens (OpenID Connect Core §12.2).
   */
  readonly session: Session;
  readonly scopes: readonly string[];
  readonly resources: readonly string[];
  /** When the grant can no longer be refreshed, whatever is done; undefined for a grant without refresh token. */
  readonly refreshExpiresAtMs: number | undefined;
  /** The revocation log's head in that transaction: claim `rev`. */
  readonly rev: number;
  /** The store's clock in that transaction: `iat` comes from it. */
  readonly nowMs: number;
}

/** What must be fixed when a grant begins for it to have refresh tokens. */
export interface RefreshPolicy {
  /** SHA-256 of the 16-byte handle that every refresh token of the grant carries. */
  readonly handleHash: Uint8Array;
  /** The key of the first token's HMAC. */
  readonly keyId: number;
  /** Unused for this long, the grant ends. */
  readonly idleTtlMs: number;
  /** Whether it outlives its session's expiry (`offline_access`); an explicit end of the session ends it all the same. */
  readonly offline: boolean;
  /** From the start, never extended. */
  readonly absoluteTtlMs: number;
}

export interface RedeemCodeRequest {
  readonly codeHash: Uint8Array;
  readonly clientId: ClientId;
  readonly redirectUri: string | undefined;
  /** S256 of the presented verifier. */
  readonly codeChallenge: string;
  /** RFC 8707; must be a subset of what was authorized. Undefined: all of it. */
  readonly resources: readonly string[] | undefined;
  /** Names this try: the same one again is our own retry and gets the same answer. */
  readonly attemptId: string;
  readonly grantId: GrantId;
  readonly refresh: RefreshPolicy | undefined;
  /** How long the access token about to be made lives at most; keeps revocation entries alive long enough. */
  readonly accessTokenTtlMs: number;
}

export type RedeemCodeResult =
  | { readonly status: 'redeemed'; readonly grant: GrantSnapshot; readonly nonce: string | undefined }
  /** Never existed, expired, of another client or redirect URI, wrong verifier, or user, session or client gone. */
  | { readonly status: 'invalid'; readonly reason: string }
  | { readonly status: 'invalid_target' }
  /** A second redemption that passed every check: the first one's grant has ended and is revoked (RFC 6749 §4.1.2). */
  | { readonly status: 'replayed' };

export interface RotateRefreshTokenRequest {
  readonly grantNumber: number;
  readonly handleHash: Uint8Array;
  /** Of the presented token. */
  readonly generation: number;
  readonly clientId: ClientId;
  /** Thumbprint of a key the caller just proved; must equal the one fixed when the grant began. None yet: undefined. */
  readonly binding: string | undefined;
  /** Requested narrowing; must be a subset of the grant's. Undefined: all of it. The row never changes by it. */
  readonly scopes: readonly string[] | undefined;
  readonly resources: readonly string[] | undefined;
  /** The key the successor's HMAC is made with, if a successor comes to exist. */
  readonly successorKeyId: number;
  readonly overlapMs: number;
  readonly idleTtlMs: number;
  readonly accessTokenTtlMs: number;
}

export type RotateRefreshTokenResult =
  /** `replayed`: a superseded token within the overlap, answered with the current one; nothing was extended. */
  | {
      readonly status: 'rotated' | 'replayed';
      readonly grant: GrantSnapshot;
      /** Of the token to hand out. */
      readonly generation: number;
      readonly keyId: number;
    }
  /** A superseded token after the overlap: the grant has now ended and its access tokens are revoked. */
  | { readonly status: 'reused' }
  /** The grant was over already, or its user, session or client is. */
  | { readonly status: 'ended'; readonly reason: string }
  /** No such row, handle or client. Never ends anything. */
  | { readonly status: 'unknown' }
  /** Generation from the future: the database went back in time. Refused; nothing ends. */
  | { readonly status: 'ahead' }
  | { readonly status: 'binding_mismatch' }
  | { readonly status: 'invalid_scope' }
  | { readonly status: 'invalid_target' };

/** Which grant a presented refresh token names. */
export interface RefreshTokenReference {
  readonly grantNumber: number;
  readonly handleHash: Uint8Array;
  readonly generation: number;
}

export interface GrantStore {
  /** RFC 6749 §4.1.3. Client, redirect URI and PKCE are judged before the code is consumed. Appends `grant.created`. */
  redeemCode(request: RedeemCodeRequest, context: AuditContext): Promise<RedeemCodeResult>;
  /** One compare-and-swap on the grant's row; see rotation.ts for the rules. */
  rotateRefreshToken(request: RotateRefreshTokenRequest, context: AuditContext): Promise<RotateRefreshTokenResult>;
  /**
   * End a grant its client presented a refresh token of, whatever its generation, and revoke (`grant` entry) its access
   * tokens (RFC 7009). Appends `grant.ended`. Unknown when row, handle or client do not match or it is over.
   */
  endGrant(
    request: RefreshTokenReference & { readonly clientId: ClientId; readonly reason: string },
    context: AuditContext,
  ): Promise<'ended' | 'unknown'>;
  /** What RFC 7662 may say of a refresh token: undefined unless it is the current one of a live grant. */
  findLiveRefreshToken(
    reference: RefreshTokenReference,
  ): Promise<(GrantSnapshot & { readonly createdAtMs: number }) | undefined>;
}
