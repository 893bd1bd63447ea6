import type { Transaction } from '../sqlite-engine/transaction.ts';
import { computeDay, readFlag } from './columns.ts';
import { wantsLogoutSql } from './logout-notifications.ts';

/** A code is kept so long after it expired: a second redemption must be seen for what it is. */
const codeGraceMs = 3_600_000;
/** What is due and yet still needed is looked at again after so many days. */
const postponeDays = 7;
/** Whoever sends notifications gives up those whose time ran out; these are of an authority that no longer sends any. */
const notificationGraceMs = 86_400_000;

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
    pruneGrants(transaction, today, rows),
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
    transaction.run(
      `DELETE FROM logout_notifications WHERE notification_id IN
         (SELECT notification_id FROM logout_notifications WHERE expires_at_ms <= ? LIMIT ?)`,
      nowMs - notificationGraceMs,
      rows,
    ),
    transaction.run('DELETE FROM first_administrator_link WHERE expires_at_ms <= ?', nowMs),
  ];
  return counts.some((count) => count >= rows);
}

/**
 * A grant says which client is to be told when its session ends, so one of each such client is kept while its session
 * lives: the newest, whatever became of it. The index is named: a session has a few grants, a client may have all of them.
 */
function pruneGrants(transaction: Transaction, today: number, rows: number): number {
  const due = transaction.all<{ grant_number: number; needed: number }>(
    `SELECT g.grant_number, ${wantsLogoutSql('g.client_id')} AND s.ended_at_ms IS NULL
         AND min(s.idle_expires_at_ms, s.absolute_expires_at_ms) > ?1
         AND NOT EXISTS (SELECT 1 FROM grants n INDEXED BY grants_of_session
                         WHERE n.session_number = g.session_number AND n.client_id = g.client_id
                           AND n.grant_number > g.grant_number) AS needed
     FROM grants g JOIN sessions s ON s.session_number = g.session_number
     WHERE g.prune_day < ?2
       AND NOT EXISTS (SELECT 1 FROM authorization_codes c WHERE c.grant_number = g.grant_number) LIMIT ?3`,
    transaction.nowMs,
    today,
    rows,
  );
  for (const { grant_number, needed } of due) {
    if (readFlag(needed)) {
      transaction.run('UPDATE grants SET prune_day = ? WHERE grant_number = ?', today + postponeDays, grant_number);
    } else transaction.run('DELETE FROM grants WHERE grant_number = ?', grant_number);
  }
  return due.length;
}

function pruneSessions(transaction: Transaction, today: number, rows: number): number {
  const due = transaction.all<{ session_number: number }>(
    'SELECT session_number FROM sessions WHERE prune_day < ? LIMIT ?',
    today,
    rows,
  );
  for (const { session_number } of due) {
    const needed = transaction.one(
      `SELECT 1 WHERE EXISTS (SELECT 1 FROM grants WHERE session_number = ?1)
         OR EXISTS (SELECT 1 FROM authorization_codes WHERE session_number = ?1)`,
      session_number,
    );
    if (needed === undefined) transaction.run('DELETE FROM sessions WHERE session_number = ?', session_number);
    else {
      transaction.run(
        'UPDATE sessions SET prune_day = ? WHERE session_number = ?',
        today + postponeDays,
        session_number,
      );
    }
  }
  return due.length;
}
