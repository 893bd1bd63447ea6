import type { SessionIntentTable } from './intent-table.ts';
import { findLive, readSession } from './session-rows.ts';

export const refreshIntents: Pick<SessionIntentTable, 'claimRefresh' | 'replaceTokens' | 'releaseRefresh'> = {
  claimRefresh(transaction, { sessionDigest, version, claimId, leaseMs }) {
    const row = findLive(transaction, sessionDigest);
    if (row === undefined) return { status: 'gone' };
    if (row.version !== version) return { status: 'newer', session: readSession(row) };
    const leaseEndsInMs = (row.lease_ends_at_ms ?? 0) - transaction.nowMs;
    const heldByAnother = row.lease_claim_id !== null && row.lease_claim_id !== claimId && leaseEndsInMs > 0;
    if (heldByAnother) return { status: 'busy', leaseEndsInMs };
    transaction.run(
      'UPDATE sessions SET lease_claim_id = ?, lease_ends_at_ms = ? WHERE session_digest = ?',
      claimId,
      transaction.nowMs + leaseMs,
      sessionDigest,
    );
    return { status: 'claimed' };
  },

  replaceTokens(transaction, { sessionDigest, version, claimId, sealedTokens }) {
    const row = findLive(transaction, sessionDigest);
    if (row === undefined) return 'gone';
    // A lease that has run out is still this claim's while nobody took over: to drop the tokens would help nobody.
    if (row.version !== version || row.lease_claim_id !== claimId) return 'superseded';
    transaction.run(
      `UPDATE sessions SET sealed_tokens = ?, version = version + 1, lease_claim_id = NULL, lease_ends_at_ms = NULL
       WHERE session_digest = ?`,
      sealedTokens,
      sessionDigest,
    );
    return 'replaced';
  },

  releaseRefresh(transaction, { sessionDigest, claimId }) {
    transaction.run(
      `UPDATE sessions SET lease_claim_id = NULL, lease_ends_at_ms = NULL
       WHERE session_digest = ? AND lease_claim_id = ?`,
      sessionDigest,
      claimId,
    );
  },
};
