import type { AuditContext, SessionId, UserId } from '@latchkey/server/store';
import type { Transaction } from '../sqlite-engine/transaction.ts';
import { appendEvent } from './audit-trail.ts';
import { pruneDaySql } from './columns.ts';
import { endGrantsOfSession, readTokenExpiryOfSession } from './grant-endings.ts';
import { writeLogoutNotifications } from './logout-notifications.ts';
import { appendRevocation } from './revocation-log.ts';
import { userNumberSql } from './row-numbers.ts';

/**
 * End one session with all that stands under it, tell verifiers, the trail and its clients. False when it had ended
 * already.
 */
export function endSessionWhole(
  transaction: Transaction,
  session: { readonly sessionId: SessionId; readonly userId: UserId },
  reason: string,
  context: AuditContext,
): boolean {
  const { sessionId, userId } = session;
  const changed = transaction.run(
    `${markEnded} WHERE session_id = ?3 AND user_number = ${userNumberSql('?4')} AND ended_at_ms IS NULL`,
    transaction.nowMs,
    reason,
    sessionId,
    userId,
  );
  if (changed === 0) return false;
  endGrantsOfSession(transaction, sessionId, 'session_ended');
  writeLogoutNotifications(transaction, session);
  appendEvent(transaction, { type: 'session.ended', userId, sessionId, detail: { reason } }, context);
  appendRevocation(transaction, 'session', sessionId, readTokenExpiryOfSession(transaction, sessionId));
  return true;
}

/** Sessions that nobody has ended. Those that have expired are among them: tokens from them may still live. */
export function findSessionsToEnd(transaction: Transaction, userId: UserId): readonly SessionId[] {
  return transaction
    .all<{ session_id: SessionId }>(
      `SELECT session_id FROM sessions WHERE user_number = ${userNumberSql('?')} AND ended_at_ms IS NULL`,
      userId,
    )
    .map((row) => row.session_id);
}

/** Tells clients, not verifiers: one entry about the person tells those more than one about each session would. */
export function markSessionsOfUserEnded(transaction: Transaction, userId: UserId, reason: string): void {
  for (const sessionId of findSessionsToEnd(transaction, userId)) {
    writeLogoutNotifications(transaction, { sessionId, userId });
  }
  transaction.run(
    `${markEnded} WHERE user_number = ${userNumberSql('?3')} AND ended_at_ms IS NULL`,
    transaction.nowMs,
    reason,
    userId,
  );
}

/** The cookies go at once: their hashes could only ever find a session that is over. */
const markEnded = `UPDATE sessions
  SET ended_at_ms = ?1, end_reason = ?2, cookie_hash = NULL, twin_cookie_hash = NULL, prune_day = ${pruneDaySql('?1')}`;
