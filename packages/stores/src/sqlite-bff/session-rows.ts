import type { SessionDigest, StoredBffSession } from '@latchkey/bff/store';
import type { SessionTransaction } from './intent-table.ts';

export interface SessionRow {
  readonly session_digest: SessionDigest;
  readonly sealed_tokens: Uint8Array;
  readonly version: number;
  readonly created_at_ms: number;
  readonly last_used_at_ms: number;
  readonly idle_ttl_ms: number;
  readonly idle_expires_at_ms: number;
  readonly absolute_expires_at_ms: number;
  readonly lease_claim_id: string | null;
  readonly lease_ends_at_ms: number | null;
}

/** The live session of a digest: every intent that judges one begins here. */
export function findLive(transaction: SessionTransaction, sessionDigest: SessionDigest): SessionRow | undefined {
  return transaction.one<SessionRow>(
    `SELECT session_digest, sealed_tokens, version, created_at_ms, last_used_at_ms, idle_ttl_ms, idle_expires_at_ms,
       absolute_expires_at_ms, lease_claim_id, lease_ends_at_ms
     FROM sessions WHERE session_digest = ? AND expires_at_ms > ?`,
    sessionDigest,
    transaction.nowMs,
  );
}

export function readSession(row: SessionRow): StoredBffSession {
  return {
    sessionDigest: row.session_digest,
    sealedTokens: row.sealed_tokens,
    version: row.version,
    createdAtMs: row.created_at_ms,
    lastUsedAtMs: row.last_used_at_ms,
    idleExpiresAtMs: row.idle_expires_at_ms,
    absoluteExpiresAtMs: row.absolute_expires_at_ms,
  };
}
