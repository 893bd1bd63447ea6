import type { ClientId, SessionId, UserId } from '@latchkey/server/store';
import type { Transaction } from '../sqlite-engine/transaction.ts';
import { pruneDaySql } from './columns.ts';
import { sessionNumberSql, userNumberSql } from './row-numbers.ts';

/**
 * The ways in which grants end before their time. Each only marks rows; what is told to verifiers depends on the cause,
 * and is for the caller to append in the same transaction.
 */

/** The row stays while a token issued under it lives: a revocation of its person must know for how long. */
const markEnded = `UPDATE grants SET ended_at_ms = ?1, end_reason = ?2,
  prune_day = ${pruneDaySql('max(?1, tokens_expire_at_ms)')}`;

/** False when it had ended already. */
export function markGrantEnded(transaction: Transaction, grantNumber: number, reason: string): boolean {
  const sql = `${markEnded} WHERE grant_number = ?3 AND ended_at_ms IS NULL`;
  return transaction.run(sql, transaction.nowMs, reason, grantNumber) === 1;
}

export function endGrantsOfSession(transaction: Transaction, sessionId: SessionId, reason: string): void {
  const sql = `${markEnded} WHERE session_number = ${sessionNumberSql('?3')} AND ended_at_ms IS NULL`;
  transaction.run(sql, transaction.nowMs, reason, sessionId);
}

export function endGrantsOfUser(transaction: Transaction, userId: UserId, reason: string): void {
  const sql = `${markEnded}
    WHERE session_number IN (SELECT session_number FROM sessions WHERE user_number = ${userNumberSql('?3')})
      AND ended_at_ms IS NULL`;
  transaction.run(sql, transaction.nowMs, reason, userId);
}

export function endGrantsOfClient(transaction: Transaction, clientId: ClientId, reason: string): void {
  const sql = `${markEnded} WHERE client_id = ?3 AND ended_at_ms IS NULL`;
  transaction.run(sql, transaction.nowMs, reason, clientId);
}

/** When the last access token issued under a session expires. */
export function readTokenExpiryOfSession(transaction: Transaction, sessionId: SessionId): number {
  const row = transaction.one<{ at: number | null }>(
    `SELECT max(tokens_expire_at_ms) AS at FROM grants WHERE session_number = ${sessionNumberSql('?')}`,
    sessionId,
  );
  return row?.at ?? transaction.nowMs;
}

/** When the last access token issued to a person, in whatever session, expires. */
export function readTokenExpiryOfUser(transaction: Transaction, userId: UserId): number {
  const row = transaction.one<{ at: number | null }>(
    `SELECT max(g.tokens_expire_at_ms) AS at
     FROM sessions s JOIN grants g ON g.session_number = s.session_number
     WHERE s.user_number = ${userNumberSql('?')}`,
    userId,
  );
  return row?.at ?? transaction.nowMs;
}

/** When the last access token that a client was issued under a grant expires. */
export function readTokenExpiryOfClient(transaction: Transaction, clientId: ClientId): number {
  const row = transaction.one<{ at: number | null }>(
    'SELECT max(tokens_expire_at_ms) AS at FROM grants WHERE client_id = ?',
    clientId,
  );
  return row?.at ?? transaction.nowMs;
}
