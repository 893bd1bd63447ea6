import type { ClientId, GrantId, SessionOverview, UserId } from '@latchkey/server/store';
import type { Transaction } from '../sqlite-engine/transaction.ts';
import { readFlag, readList } from './columns.ts';
import { isSessionLive, readSession, type SessionRow, sessionColumns, sessionTables } from './session-rows.ts';

/**
 * A person's sessions that still stand, last used first: the live ones, and expired ones under which an offline grant
 * can still be refreshed. Whoever looks for what has access to their account, or ends all of it, must not miss those.
 */
export function listStandingSessions(transaction: Transaction, userId: UserId): readonly SessionOverview[] {
  const sessions = transaction.all<SessionRow>(
    `SELECT ${sessionColumns} FROM ${sessionTables}
     WHERE u.user_id = ? AND s.ended_at_ms IS NULL AND u.active = 1
     ORDER BY s.last_used_at_ms DESC, s.session_id`,
    userId,
  );
  return sessions.flatMap((row) => {
    const live = isSessionLive(row, transaction.nowMs);
    const grants = readUsableGrants(transaction, row.session_number).filter((grant) => live || readFlag(grant.offline));
    if (!live && grants.length === 0) return [];
    return [{ ...readSession(row), grants: grants.map(readOverview) }];
  });
}

type GrantOverview = SessionOverview['grants'][number];

interface GrantOverviewRow {
  readonly grant_id: GrantId;
  readonly client_id: ClientId;
  readonly scopes: string;
  readonly created_at_ms: number;
  readonly rotated_at_ms: number;
  readonly offline: number;
}

/** Grants with something in the client's hands that works: a refresh token, or an access token that has not expired. */
function readUsableGrants(transaction: Transaction, sessionNumber: number): readonly GrantOverviewRow[] {
  return transaction.all<GrantOverviewRow>(
    `SELECT grant_id, client_id, scopes, created_at_ms, rotated_at_ms, offline FROM grants
     WHERE session_number = ?1 AND ended_at_ms IS NULL AND (
       tokens_expire_at_ms > ?2
       OR (handle_hash IS NOT NULL AND idle_expires_at_ms > ?2 AND absolute_expires_at_ms > ?2)
     )
     ORDER BY rotated_at_ms DESC, grant_number DESC`,
    sessionNumber,
    transaction.nowMs,
  );
}

function readOverview(row: GrantOverviewRow): GrantOverview {
  return {
    grantId: row.grant_id,
    clientId: row.client_id,
    scopes: readList(row.scopes),
    createdAtMs: row.created_at_ms,
    lastUsedAtMs: row.rotated_at_ms,
  };
}
