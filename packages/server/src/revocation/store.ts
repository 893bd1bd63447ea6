import type { AuditContext } from '../audit/event.ts';
import type { ClientId, GrantId, SessionId, UserId } from '../ids.ts';

/** What of an access token a revocation can match. */
export interface RevocationCandidate {
  readonly jti: string;
  readonly kid: string;
  readonly grantId: GrantId | undefined;
  readonly sessionId: SessionId | undefined;
  readonly userId: UserId | undefined;
  readonly clientId: ClientId;
  /** The position of the log at which the token was issued: claim `rev`. */
  readonly rev: number;
}

/** An entry of the log. Digests are SHA-256, in base64url. See @latchkey/tokens/revocation-entry for how they are made. */
export interface RevocationLogEntry {
  readonly seq: number;
  readonly kind: 'token' | 'grant' | 'session' | 'user' | 'client' | 'key';
  readonly target: string;
  readonly atMs: number;
  /** Until when any token it matches could live; then the entry may go. */
  readonly expiresAtMs: number;
  readonly previousDigest: string;
  readonly digest: string;
}

/** The log as one read found it. */
export interface RevocationLogReading {
  /** Names the log: another one, such as that of a new database, has another name. */
  readonly epoch: string;
  /** The store's clock when the read began. */
  readonly nowMs: number;
  readonly head: { readonly seq: number; readonly digest: string };
  readonly entries: readonly RevocationLogEntry[];
}

export interface RevocationStore {
  /** Revoke one access token until it would expire anyway. Appends `access_token.revoked`. Idempotent. */
  revokeAccessToken(
    request: { readonly jti: string; readonly expiresAtMs: number; readonly clientId: ClientId },
    context: AuditContext,
  ): Promise<void>;
  /** Whether an unexpired entry matches; for introspection and userinfo, which ask the truth itself. */
  isRevoked(candidate: RevocationCandidate): Promise<boolean>;
  /** Unexpired entries after `afterSeq`, in order, with the log's head (also when pruned empty). */
  readRevocationLog(afterSeq: number): Promise<RevocationLogReading>;
  /**
   * Called after each commit that appended entries, by this process and, where the engine can tell, by any other: soon,
   * but nobody may rely on it, so readers read now and then all the same. Returns how to stop.
   */
  onRevocation(listener: () => void): () => void;
}
