import type { AuditContext, SessionId, UserId } from '@latchkey/server/store';
import { appendEvent } from './audit-trail.ts';
import { pruneDaySql } from './engine/columns.ts';
import type { Transaction } from './engine/transaction.ts';
import { endGrantsOfSession, readTokenExpiryOfSession } from './grant-endings.ts';
import { appendRevocation } from './revocation-log.ts';

/** End one session with all that stands under it, tell verifiers and the trail. False when it had ended already. */
export function endSessionWhole(
  transaction: Transaction,
  session: { readonly sessionId: SessionId; readonly userId: UserId },
  reason: string,
  context: AuditContext,
): boolean {
  const { sessionId, userId } = session;
  const changed = transaction.run(
    `${markEnded} WHERE session_id = ?3 AND user_id = ?4 AND ended_at_ms IS NULL`,
    transaction.nowMs,
    reason,
    sessionId,
    userId,
  );
  if (changed === 0) return false;
  endGrantsOfSession(transaction, sessionId, 'session_ended');
  appendEvent(transaction, { type: 'session.ended', userId, sessionId, detail: { reason } }, context);
  appendRevocation(transaction, 'session', sessionId, readTokenExpiryOfSession(transaction, sessionId));
  return true;
}

/** Only marks the rows: one entry about the person tells verifiers more than one about each session would. */
export function markSessionsOfUserEnded(transaction: Transaction, userId: UserId, reason: string): void {
  transaction.run(`${markEnded} WHERE user_id = ?3 AND ended_at_ms IS NULL`, transaction.nowMs, reason, userId);
}

/** The cookie goes at once: its hash could only ever find a session that is over. */
const markEnded = `UPDATE sessions
  SET ended_at_ms = ?1, end_reason = ?2, cookie_hash = NULL, prune_day = ${pruneDaySql('?1')}`;
