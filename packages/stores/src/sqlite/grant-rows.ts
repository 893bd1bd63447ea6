import type { AuditEvent, ClientId, GrantId, GrantSnapshot, RotatingGrant } from '@latchkey/server/store';
import type { Transaction } from '../sqlite-engine/transaction.ts';
import { readFlag, readList, readSupersessions } from './columns.ts';
import { readHead } from './revocation-log.ts';
import { readSession, readSessionLiveness, type SessionRow, sessionColumns } from './session-rows.ts';
import { readProfile, type UserRow, userColumns } from './users.ts';

/** A grant with its session, its person and whether its client is declared, read by one statement. */
export interface GrantRow extends SessionRow, UserRow {
  readonly user_id: SessionRow['user_id'];
  readonly active: number;
  readonly client_live: number;
  readonly grant_number: number;
  readonly grant_id: GrantId;
  readonly client_id: ClientId;
  readonly scopes: string;
  readonly resources: string;
  readonly grant_authenticated_at_ms: number;
  readonly grant_amr: string;
  readonly grant_created_at_ms: number;
  readonly tokens_expire_at_ms: number;
  readonly grant_end_reason: string | null;
  readonly grant_prune_day: number;
  readonly handle_hash: Uint8Array | null;
  readonly binding: string | null;
  readonly offline: number;
  readonly generation: number;
  readonly key_id: number;
  readonly supersessions: Uint8Array;
  readonly rotated_at_ms: number;
  readonly rotated_address: string | null;
  readonly rotated_user_agent: string | null;
  readonly grant_idle_expires_at_ms: number;
  readonly grant_absolute_expires_at_ms: number;
}

const selectGrant = `
  SELECT ${sessionColumns}, ${userColumns}, u.active,
    EXISTS (SELECT 1 FROM declared_items d WHERE d.kind = 'client' AND d.id = g.client_id) AS client_live,
    g.grant_number, g.grant_id, g.client_id, g.scopes, g.resources,
    g.authenticated_at_ms AS grant_authenticated_at_ms, g.amr AS grant_amr, g.created_at_ms AS grant_created_at_ms,
    g.tokens_expire_at_ms, g.end_reason AS grant_end_reason, g.prune_day AS grant_prune_day, g.handle_hash, g.binding,
    g.offline, g.generation, g.key_id, g.supersessions, g.rotated_at_ms, g.rotated_address, g.rotated_user_agent,
    g.idle_expires_at_ms AS grant_idle_expires_at_ms, g.absolute_expires_at_ms AS grant_absolute_expires_at_ms
  FROM grants g
  JOIN sessions s ON s.session_number = g.session_number
  JOIN users u ON u.user_number = s.user_number
  WHERE g.grant_number = ?`;

export function findGrant(transaction: Transaction, grantNumber: number): GrantRow | undefined {
  return transaction.one<GrantRow>(selectGrant, grantNumber);
}

/** The grant as the rules of rotation see it; undefined for one that has no refresh tokens. */
export function readRotatingGrant(row: GrantRow): RotatingGrant | undefined {
  if (row.handle_hash === null) return undefined;
  return {
    clientId: row.client_id,
    handleHash: row.handle_hash,
    binding: row.binding ?? undefined,
    endReason: row.grant_end_reason ?? undefined,
    offline: readFlag(row.offline),
    generation: row.generation,
    keyId: row.key_id,
    supersessions: readSupersessions(row.supersessions),
    scopes: readList(row.scopes),
    resources: readList(row.resources),
    idleExpiresAtMs: row.grant_idle_expires_at_ms,
    absoluteExpiresAtMs: row.grant_absolute_expires_at_ms,
    userActive: readFlag(row.active),
    clientLive: readFlag(row.client_live),
    session: readSessionLiveness(row),
  };
}

/** Who and what an event about a grant concerns. */
export function nameGrant(row: GrantRow): Pick<AuditEvent, 'userId' | 'sessionId' | 'grantId' | 'clientId'> {
  return { userId: row.user_id, sessionId: row.session_id, grantId: row.grant_id, clientId: row.client_id };
}

/** What a token made in this transaction may say. */
export function takeSnapshot(transaction: Transaction, row: GrantRow): GrantSnapshot {
  return {
    grantNumber: row.grant_number,
    grantId: row.grant_id,
    clientId: row.client_id,
    user: readProfile(row),
    session: {
      ...readSession(row),
      authenticatedAtMs: row.grant_authenticated_at_ms,
      amr: readList(row.grant_amr),
    },
    scopes: readList(row.scopes),
    resources: readList(row.resources),
    refreshExpiresAtMs: readRefreshExpiry(row),
    rev: readHead(transaction).seq,
    nowMs: transaction.nowMs,
  };
}

function readRefreshExpiry(row: GrantRow): number | undefined {
  if (row.handle_hash === null) return undefined;
  if (readFlag(row.offline)) return row.grant_absolute_expires_at_ms;
  return Math.min(row.grant_absolute_expires_at_ms, row.absolute_expires_at_ms);
}
