import { computeDay } from './engine/columns.ts';
import type { Transaction } from './engine/transaction.ts';

/** A code is kept so long after it expired: a second redemption must be seen for what it is. */
const codeGraceMs = 3_600_000;
/** A session that offline grants still need is looked at again after so many days. */
const postponeDays = 7;

/**
 * Take away a few rows of each kind that nothing can match any more. Codes go before grants and grants before sessions,
 * since the ones refer to the others.
 *
 * @param rows - at most so many of each kind.
 * @returns Whether some kind had that many: there is probably more.
 */
export function prune(transaction: Transaction, rows: number): boolean {
  const { nowMs } = transaction;
  const today = computeDay(nowMs);
  const counts = [
    transaction.run(
      `DELETE FROM authorization_codes WHERE code_hash IN
         (SELECT code_hash FROM authorization_codes WHERE expires_at_ms < ? LIMIT ?)`,
      nowMs - codeGraceMs,
      rows,
    ),
    transaction.run(
      `DELETE FROM grants WHERE grant_number IN (
         SELECT g.grant_number FROM grants g WHERE g.prune_day < ?
           AND NOT EXISTS (SELECT 1 FROM authorization_codes c WHERE c.grant_number = g.grant_number) LIMIT ?)`,
      today,
      rows,
    ),
    pruneSessions(transaction, today, rows),
    transaction.run(
      'DELETE FROM revocation_log WHERE seq IN (SELECT seq FROM revocation_log WHERE expires_at_ms <= ? LIMIT ?)',
      nowMs,
      rows,
    ),
    transaction.run(
      'DELETE FROM attempts WHERE key IN (SELECT key FROM attempts WHERE window_ends_at_ms <= ? LIMIT ?)',
      nowMs,
      rows,
    ),
    transaction.run('DELETE FROM first_administrator_link WHERE expires_at_ms <= ?', nowMs),
  ];
  return counts.some((count) => count >= rows);
}

function pruneSessions(transaction: Transaction, today: number, rows: number): number {
  const due = transaction.all<{ session_id: string }>(
    'SELECT session_id FROM sessions WHERE prune_day < ? LIMIT ?',
    today,
    rows,
  );
  for (const { session_id } of due) {
    const needed = transaction.one(
      `SELECT 1 WHERE EXISTS (SELECT 1 FROM grants WHERE session_id = ?1)
         OR EXISTS (SELECT 1 FROM authorization_codes WHERE session_id = ?1)`,
      session_id,
    );
    if (needed === undefined) transaction.run('DELETE FROM sessions WHERE session_id = ?', session_id);
    else {
      transaction.run('UPDATE sessions SET prune_day = ? WHERE session_id = ?', today + postponeDays, session_id);
    }
  }
  return due.length;
}
