import { randomUUID } from 'node:crypto';
import {
  type AuditContext,
  type ClientId,
  type LogoutNotification,
  logoutNotificationTtlMs,
  type SessionId,
  type UserId,
} from '@latchkey/server/store';
import type { Transaction } from '../sqlite-engine/transaction.ts';
import { appendEvent } from './audit-trail.ts';
import type { IntentTable } from './intent-table.ts';
import { sessionNumberSql } from './row-numbers.ts';

export const logoutNotificationIntents: Pick<IntentTable, 'claimLogoutNotifications' | 'settleLogoutNotification'> = {
  claimLogoutNotifications(transaction, { limit, leaseMs }, context) {
    if (!Number.isInteger(limit) || limit < 1 || limit > 1_000) throw new RangeError('limit is from 1 to 1,000.');
    for (const overdue of findOverdue(transaction, limit)) abandon(transaction, overdue, context);
    return findDue(transaction, limit).map((row) => lease(transaction, row, leaseMs));
  },

  settleLogoutNotification(transaction, notificationId, outcome, context) {
    const row = transaction.one<NotificationRow>(`${selectNotification} WHERE notification_id = ?`, notificationId);
    if (row === undefined) return;
    if (outcome === 'delivered') return remove(transaction, row);
    if (outcome === 'abandoned') return abandon(transaction, row, context);
    const retryAtMs = transaction.nowMs + outcome.retryInMs;
    if (retryAtMs >= row.expires_at_ms) return abandon(transaction, row, context);
    transaction.run(
      'UPDATE logout_notifications SET next_attempt_at_ms = ? WHERE notification_id = ?',
      retryAtMs,
      notificationId,
    );
  },
};

/** Part of whatever ends a session: note the clients that are to be told. */
export function writeLogoutNotifications(
  transaction: Transaction,
  { sessionId, userId }: { readonly sessionId: SessionId; readonly userId: UserId },
): void {
  const { nowMs } = transaction;
  for (const { client_id } of findClientsToTell(transaction, sessionId)) {
    transaction.run(
      `INSERT INTO logout_notifications
         (notification_id, session_id, user_id, client_id, created_at_ms, next_attempt_at_ms, attempts, expires_at_ms)
       VALUES (?, ?, ?, ?, ?, ?, 0, ?)`,
      randomUUID(),
      sessionId,
      userId,
      client_id,
      nowMs,
      nowMs,
      nowMs + logoutNotificationTtlMs,
    );
  }
}

/** In SQL: whether the client in the column named is declared with a back-channel logout URI. */
export function wantsLogoutSql(clientIdColumn: string): string {
  return `EXISTS (SELECT 1 FROM declared_items d WHERE d.kind = 'client' AND d.id = ${clientIdColumn}
    AND json_extract(d.properties, '$.backchannelLogoutUri') IS NOT NULL)`;
}

/** Grants that have ended count: the client knows the session by the ID token that came with them. */
function findClientsToTell(transaction: Transaction, sessionId: SessionId): readonly { client_id: ClientId }[] {
  return transaction.all<{ client_id: ClientId }>(
    `SELECT DISTINCT g.client_id FROM grants g
     WHERE g.session_number = ${sessionNumberSql('?')} AND ${wantsLogoutSql('g.client_id')}`,
    sessionId,
  );
}

interface NotificationRow {
  readonly notification_id: string;
  readonly session_id: SessionId;
  readonly user_id: UserId;
  readonly client_id: ClientId;
  readonly created_at_ms: number;
  readonly attempts: number;
  readonly expires_at_ms: number;
}

const selectNotification = `
  SELECT notification_id, session_id, user_id, client_id, created_at_ms, attempts, expires_at_ms
  FROM logout_notifications`;

/** One that is leased is left to whoever is at it. */
function findOverdue(transaction: Transaction, limit: number): readonly NotificationRow[] {
  return transaction.all<NotificationRow>(
    `${selectNotification} WHERE expires_at_ms <= ?1 AND next_attempt_at_ms <= ?1 LIMIT ?2`,
    transaction.nowMs,
    limit,
  );
}

function findDue(transaction: Transaction, limit: number): readonly NotificationRow[] {
  return transaction.all<NotificationRow>(
    `${selectNotification} WHERE next_attempt_at_ms <= ?1 AND expires_at_ms > ?1 ORDER BY next_attempt_at_ms LIMIT ?2`,
    transaction.nowMs,
    limit,
  );
}

function lease(transaction: Transaction, row: NotificationRow, leaseMs: number): LogoutNotification {
  const attempt = row.attempts + 1;
  transaction.run(
    'UPDATE logout_notifications SET next_attempt_at_ms = ?, attempts = ? WHERE notification_id = ?',
    transaction.nowMs + leaseMs,
    attempt,
    row.notification_id,
  );
  return {
    notificationId: row.notification_id,
    sessionId: row.session_id,
    userId: row.user_id,
    clientId: row.client_id,
    createdAtMs: row.created_at_ms,
    attempt,
    expiresAtMs: row.expires_at_ms,
  };
}

function abandon(transaction: Transaction, row: NotificationRow, context: AuditContext): void {
  remove(transaction, row);
  const { session_id: sessionId, user_id: userId, client_id: clientId, attempts } = row;
  const type = 'logout.notification_abandoned';
  appendEvent(transaction, { type, userId, sessionId, clientId, detail: { attempts } }, context);
}

function remove(transaction: Transaction, { notification_id }: NotificationRow): void {
  transaction.run('DELETE FROM logout_notifications WHERE notification_id = ?', notification_id);
}
