import type { Transaction } from '../sqlite-engine/transaction.ts';
import { computePruneDay } from './columns.ts';
import type { GrantRow } from './grant-rows.ts';

/**
 * Note until when an access token that is about to be made under a grant lives. A revocation must be remembered for as long,
 * and the row kept for as long, since a revocation of its session or person is measured by it.
 */
export function extendTokenExpiry(transaction: Transaction, row: GrantRow, tokensExpireAtMs: number): void {
  if (tokensExpireAtMs <= row.tokens_expire_at_ms) return;
  transaction.run(
    'UPDATE grants SET tokens_expire_at_ms = ? WHERE grant_number = ?',
    tokensExpireAtMs,
    row.grant_number,
  );
  const pruneDay = computePruneDay(tokensExpireAtMs);
  if (pruneDay > row.grant_prune_day) setPruneDay(transaction, row, pruneDay);
}

/** Writes an indexed column: only call it when the day has changed. */
export function setPruneDay(transaction: Transaction, row: GrantRow, pruneDay: number): void {
  transaction.run('UPDATE grants SET prune_day = ? WHERE grant_number = ?', pruneDay, row.grant_number);
}
