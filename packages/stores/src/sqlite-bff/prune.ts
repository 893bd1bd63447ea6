import type { SessionTransaction } from './intent-table.ts';

/**
 * Take away a few rows of each kind that are over. Every process of the machine does; what one took, the next does not
 * find.
 *
 * @param rows - at most so many of each kind.
 * @returns Whether some kind had that many: there is probably more.
 */
export function prune(transaction: SessionTransaction, rows: number): boolean {
  const { nowMs } = transaction;
  const counts = [
    transaction.run(
      'DELETE FROM sessions WHERE rowid IN (SELECT rowid FROM sessions WHERE expires_at_ms <= ? LIMIT ?)',
      nowMs,
      rows,
    ),
    transaction.run(
      `DELETE FROM logout_tokens WHERE token_digest IN
         (SELECT token_digest FROM logout_tokens WHERE expires_at_ms <= ? LIMIT ?)`,
      nowMs,
      rows,
    ),
  ];
  return counts.some((count) => count >= rows);
}
