import {
  isSessionExpired,
  type Session,
  type SessionId,
  type SessionLiveness,
  type UserId,
} from '@latchkey/server/store';
import { readFlag, readList } from './columns.ts';

/** The columns of {@link SessionRow}, from {@link sessionTables} or more. */
export const sessionColumns = `s.session_number, s.session_id, u.user_id, s.authenticated_at_ms, s.amr, s.created_at_ms, s.last_used_at_ms,
  s.remembered, s.address, s.user_agent, s.idle_ttl_ms, s.idle_expires_at_ms, s.absolute_expires_at_ms, s.end_reason,
  s.prune_day`;

/** A session `s` with its person `u`. */
export const sessionTables = 'sessions s JOIN users u ON u.user_number = s.user_number';

export interface SessionRow {
  readonly session_number: number;
  readonly session_id: SessionId;
  readonly user_id: UserId;
  readonly authenticated_at_ms: number;
  readonly amr: string;
  readonly created_at_ms: number;
  readonly last_used_at_ms: number;
  readonly remembered: number;
  readonly address: string | null;
  readonly user_agent: string | null;
  readonly idle_ttl_ms: number;
  readonly idle_expires_at_ms: number;
  readonly absolute_expires_at_ms: number;
  readonly end_reason: string | null;
  readonly prune_day: number;
}

export function readSession(row: SessionRow): Session {
  return {
    sessionId: row.session_id,
    userId: row.user_id,
    authenticatedAtMs: row.authenticated_at_ms,
    amr: readList(row.amr),
    createdAtMs: row.created_at_ms,
    lastUsedAtMs: row.last_used_at_ms,
    remembered: readFlag(row.remembered),
    address: row.address ?? undefined,
    userAgent: row.user_agent ?? undefined,
  };
}

type LivenessRow = Pick<SessionRow, 'end_reason' | 'idle_expires_at_ms' | 'absolute_expires_at_ms'>;

export function readSessionLiveness(row: LivenessRow): SessionLiveness {
  return {
    endReason: row.end_reason ?? undefined,
    idleExpiresAtMs: row.idle_expires_at_ms,
    absoluteExpiresAtMs: row.absolute_expires_at_ms,
  };
}

/** Not ended, not idle too long, not past its end. Says nothing of its person. */
export function isSessionLive(row: LivenessRow, nowMs: number): boolean {
  const session = readSessionLiveness(row);
  return session.endReason === undefined && !isSessionExpired(session, nowMs);
}
