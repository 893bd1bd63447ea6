import type { SessionDigest } from '@latchkey/bff/store';
import type { SessionIntentTable, SessionTransaction } from './intent-table.ts';
import { findLive, readSession, type SessionRow } from './session-rows.ts';

/** A use is written down at most so often. */
const markUsedEveryMs = 60_000;

export const sessionIntents: Pick<
  SessionIntentTable,
  'beginSession' | 'lookAtSession' | 'useSession' | 'endSession' | 'endSessionsOf' | 'filterLive'
> = {
  beginSession(transaction, session) {
    const { nowMs } = transaction;
    if (session.previousSessionDigest !== undefined) deleteSession(transaction, session.previousSessionDigest);
    transaction.run(
      `INSERT INTO sessions
         (session_digest, sealed_tokens, version, subject_digest, sid_digest, created_at_ms, last_used_at_ms, idle_ttl_ms,
          idle_expires_at_ms, absolute_expires_at_ms)
       VALUES (?, ?, 0, ?, ?, ?, ?, ?, ?, ?)`,
      session.sessionDigest,
      session.sealedTokens,
      session.subjectDigest,
      session.sidDigest ?? null,
      nowMs,
      nowMs,
      session.idleTtlMs,
      nowMs + session.idleTtlMs,
      nowMs + session.absoluteTtlMs,
    );
  },

  lookAtSession(transaction, sessionDigest) {
    const row = findLive(transaction, sessionDigest);
    return row && { session: readSession(row), useIsDue: isUseDue(transaction, row) };
  },

  useSession(transaction, sessionDigest) {
    const row = findLive(transaction, sessionDigest);
    // Another process may have marked it since it was looked at.
    if (row === undefined || !isUseDue(transaction, row)) return row && readSession(row);
    const idleExpiresAtMs = transaction.nowMs + row.idle_ttl_ms;
    transaction.run(
      'UPDATE sessions SET last_used_at_ms = ?, idle_expires_at_ms = ? WHERE session_digest = ?',
      transaction.nowMs,
      idleExpiresAtMs,
      sessionDigest,
    );
    return { ...readSession(row), lastUsedAtMs: transaction.nowMs, idleExpiresAtMs };
  },

  endSession(transaction, sessionDigest) {
    const live = findLive(transaction, sessionDigest) !== undefined;
    deleteSession(transaction, sessionDigest);
    return live;
  },

  endSessionsOf(transaction, target) {
    const [column, digest] =
      'sidDigest' in target ? ['sid_digest', target.sidDigest] : ['subject_digest', target.subjectDigest];
    return transaction.run(`DELETE FROM sessions WHERE ${column} = ? AND expires_at_ms > ?`, digest, transaction.nowMs);
  },

  filterLive(transaction, sessionDigests) {
    const sql = 'SELECT 1 FROM sessions WHERE session_digest = ? AND expires_at_ms > ?';
    return new Set(sessionDigests.filter((digest) => transaction.one(sql, digest, transaction.nowMs) !== undefined));
  },
};

function isUseDue(transaction: SessionTransaction, row: SessionRow): boolean {
  return transaction.nowMs - row.last_used_at_ms >= markUsedEveryMs;
}

/** The sealed tokens go with it. */
function deleteSession(transaction: SessionTransaction, sessionDigest: SessionDigest): void {
  transaction.run('DELETE FROM sessions WHERE session_digest = ?', sessionDigest);
}
