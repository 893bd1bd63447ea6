import {
  type AuditContext,
  decideRotation,
  findEndReason,
  isSameHash,
  namesGrant,
  type RotateRefreshTokenRequest,
  type RotateRefreshTokenResult,
  type RotationDecision,
} from '@latchkey/server/store';
import { appendEvent } from './audit-trail.ts';
import { computePruneDay, writeSupersessions } from './engine/columns.ts';
import type { IntentTable } from './engine/intent.ts';
import type { Transaction } from './engine/transaction.ts';
import { markGrantEnded } from './grant-endings.ts';
import { findGrant, type GrantRow, readRotatingGrant, takeSnapshot } from './grant-rows.ts';
import { appendRevocation } from './revocation-log.ts';
import { isSessionLive } from './session-rows.ts';
import { markSessionUsed } from './sessions.ts';

export const grantIntents: Pick<IntentTable, 'rotateRefreshToken' | 'endGrant' | 'findLiveRefreshToken'> = {
  rotateRefreshToken(transaction, request, context) {
    const row = findGrant(transaction, request.grantNumber);
    const grant = row && readRotatingGrant(row);
    const decision = decideRotation(grant, request, transaction.nowMs, transaction.downtimes);
    if (row === undefined) return { status: 'unknown' };
    return applyRotation(transaction, row, decision, request, context);
  },

  endGrant(transaction, { grantNumber, handleHash, clientId, reason }, context) {
    const row = findGrant(transaction, grantNumber);
    const grant = row && readRotatingGrant(row);
    if (row === undefined || grant === undefined || !namesGrant(grant, { handleHash, clientId })) return 'unknown';
    if (!markGrantEnded(transaction, grantNumber, reason)) return 'unknown';
    appendEvent(transaction, { type: 'grant.ended', ...nameGrant(row), detail: { reason } }, context);
    appendRevocation(transaction, 'grant', row.grant_id, row.tokens_expire_at_ms);
    return 'ended';
  },

  findLiveRefreshToken(transaction, { grantNumber, handleHash, generation }) {
    const row = findGrant(transaction, grantNumber);
    const grant = row && readRotatingGrant(row);
    if (row === undefined || grant === undefined) return undefined;
    if (!isSameHash(grant.handleHash, handleHash) || grant.generation !== generation) return undefined;
    if (findEndReason(grant, transaction.nowMs) !== undefined) return undefined;
    return { ...takeSnapshot(transaction, row), createdAtMs: row.grant_created_at_ms };
  },
};

/** Who and what an event about a grant concerns. */
export function nameGrant(row: GrantRow): {
  readonly userId: GrantRow['user_id'];
  readonly sessionId: GrantRow['session_id'];
  readonly grantId: GrantRow['grant_id'];
  readonly clientId: GrantRow['client_id'];
} {
  return { userId: row.user_id, sessionId: row.session_id, grantId: row.grant_id, clientId: row.client_id };
}

/** Note that an access token of this life is about to be made under a grant, so that revocations outlive it. */
export function extendTokenExpiry(transaction: Transaction, grantNumber: number, tokensExpireAtMs: number): void {
  transaction.run(
    'UPDATE grants SET tokens_expire_at_ms = ?1 WHERE grant_number = ?2 AND tokens_expire_at_ms < ?1',
    tokensExpireAtMs,
    grantNumber,
  );
}

function applyRotation(
  transaction: Transaction,
  row: GrantRow,
  decision: RotationDecision,
  request: RotateRefreshTokenRequest,
  context: AuditContext,
): RotateRefreshTokenResult {
  switch (decision.action) {
    case 'rotate':
      rotate(transaction, row, decision, request, context);
      return answer('rotated', transaction, row, decision);
    case 'replay':
      extendTokenExpiry(transaction, row.grant_number, transaction.nowMs + request.accessTokenTtlMs);
      if (
        context.address !== (row.rotated_address ?? undefined) ||
        context.userAgent !== (row.rotated_user_agent ?? undefined)
      ) {
        appendEvent(
          transaction,
          { type: 'refresh_token.replayed_elsewhere', ...nameGrant(row), detail: describeRotation(row) },
          context,
        );
      }
      return answer('replayed', transaction, row, decision);
    case 'end_reused':
      endReused(transaction, row, context);
      return { status: 'reused' };
    case 'refuse':
      reportRefusal(transaction, row, decision.result.status, context);
      return decision.result;
  }
}

function answer(
  status: 'rotated' | 'replayed',
  transaction: Transaction,
  row: GrantRow,
  decision: { readonly generation: number; readonly keyId: number },
): RotateRefreshTokenResult {
  const { generation, keyId } = decision;
  return { status, grant: takeSnapshot(transaction, row), generation, keyId };
}

/** The compare-and-swap. It touches no indexed column unless the day of pruning changes. */
function rotate(
  transaction: Transaction,
  row: GrantRow,
  decision: Extract<RotationDecision, { action: 'rotate' }>,
  request: RotateRefreshTokenRequest,
  context: AuditContext,
): void {
  const { nowMs } = transaction;
  const tokensExpireAtMs = Math.max(row.tokens_expire_at_ms, nowMs + request.accessTokenTtlMs);
  const changed = transaction.run(
    `UPDATE grants SET generation = ?, key_id = ?, supersessions = ?, rotated_at_ms = ?, rotated_address = ?,
       rotated_user_agent = ?, idle_expires_at_ms = ?, tokens_expire_at_ms = ?
     WHERE grant_number = ? AND generation = ? AND ended_at_ms IS NULL`,
    decision.generation,
    decision.keyId,
    writeSupersessions(decision.supersessions),
    nowMs,
    context.address ?? null,
    context.userAgent ?? null,
    decision.idleExpiresAtMs,
    tokensExpireAtMs,
    row.grant_number,
    row.generation,
  );
  if (changed !== 1) throw new Error('A grant changed between being read and being rotated.');
  const lastUseMs = Math.min(decision.idleExpiresAtMs, row.grant_absolute_expires_at_ms);
  const pruneDay = computePruneDay(Math.max(lastUseMs, tokensExpireAtMs));
  if (pruneDay !== row.grant_prune_day) {
    transaction.run('UPDATE grants SET prune_day = ? WHERE grant_number = ?', pruneDay, row.grant_number);
  }
  const dueAtMs = row.last_used_at_ms + row.idle_ttl_ms / 10;
  if (nowMs > dueAtMs && isSessionLive(row, nowMs)) markSessionUsed(transaction, row);
}

function endReused(transaction: Transaction, row: GrantRow, context: AuditContext): void {
  markGrantEnded(transaction, row.grant_number, 'refresh_token_reused');
  appendEvent(transaction, { type: 'refresh_token.reused', ...nameGrant(row), detail: describeRotation(row) }, context);
  appendRevocation(transaction, 'grant', row.grant_id, row.tokens_expire_at_ms);
}

/** Two refusals mean that something is wrong beyond this request; the others are everyday. */
function reportRefusal(
  transaction: Transaction,
  row: GrantRow,
  status: RotateRefreshTokenResult['status'],
  context: AuditContext,
): void {
  if (status === 'ahead')
    appendEvent(transaction, { type: 'refresh_token.from_the_future', ...nameGrant(row) }, context);
  if (status === 'binding_mismatch') {
    appendEvent(transaction, { type: 'refresh_token.binding_mismatch', ...nameGrant(row) }, context);
  }
}

/** Who rotated last, and when: the other half of a reuse, whose own address and device are the event's. */
function describeRotation(row: GrantRow): Record<string, string | number> {
  return {
    rotatedAtMs: row.rotated_at_ms,
    ...(row.rotated_address === null ? {} : { rotatedAddress: row.rotated_address }),
    ...(row.rotated_user_agent === null ? {} : { rotatedUserAgent: row.rotated_user_agent }),
  };
}
