import type {
  AuditContext,
  RotateRefreshTokenRequest,
  RotateRefreshTokenResult,
  RotationDecision,
} from '@latchkey/server/store';
import type { Transaction } from '../sqlite-engine/transaction.ts';
import { appendEvent } from './audit-trail.ts';
import { computePruneDay, writeSupersessions } from './columns.ts';
import { markGrantEnded } from './grant-endings.ts';
import { type GrantRow, nameGrant, takeSnapshot } from './grant-rows.ts';
import { appendRevocation } from './revocation-log.ts';
import { isSessionLive } from './session-rows.ts';
import { markSessionUsed } from './sessions.ts';
import { extendTokenExpiry, setPruneDay } from './token-expiry.ts';

/** Do to the row what the rules decided, and say what the caller is to be answered. */
export function applyRotation(
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
      extendTokenExpiry(transaction, row, transaction.nowMs + request.accessTokenTtlMs);
      if (isElsewhere(row, context)) reportElsewhere(transaction, row, context);
      return answer('replayed', transaction, row, decision);
    case 'end_reused':
      endReused(transaction, row, context);
      return { status: 'reused' };
    case 'refuse':
      reportRefusal(transaction, row, decision.result.status, context);
      return decision.result;
  }
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
  if (pruneDay !== row.grant_prune_day) setPruneDay(transaction, row, pruneDay);
  const dueAtMs = row.last_used_at_ms + row.idle_ttl_ms / 10;
  if (nowMs > dueAtMs && isSessionLive(row, nowMs)) markSessionUsed(transaction, row);
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

/** Whether a replay comes from another address or device than the rotation it repeats. */
function isElsewhere(row: GrantRow, context: AuditContext): boolean {
  const { address, userAgent } = context;
  return address !== (row.rotated_address ?? undefined) || userAgent !== (row.rotated_user_agent ?? undefined);
}

function reportElsewhere(transaction: Transaction, row: GrantRow, context: AuditContext): void {
  const type = 'refresh_token.replayed_elsewhere';
  appendEvent(transaction, { type, ...nameGrant(row), detail: describeRotation(row) }, context);
}

/** This grant alone ends: the person's other grants, sessions and devices have done nothing. */
function endReused(transaction: Transaction, row: GrantRow, context: AuditContext): void {
  markGrantEnded(transaction, row.grant_number, 'refresh_token_reused');
  const type = 'refresh_token.reused';
  appendEvent(transaction, { type, ...nameGrant(row), detail: describeRotation(row) }, context);
  appendRevocation(transaction, 'grant', row.grant_id, row.tokens_expire_at_ms);
}

/** Two refusals mean that something is wrong beyond this request; the others are everyday. */
function reportRefusal(
  transaction: Transaction,
  row: GrantRow,
  status: RotateRefreshTokenResult['status'],
  context: AuditContext,
): void {
  if (status === 'ahead') {
    appendEvent(transaction, { type: 'refresh_token.from_the_future', ...nameGrant(row) }, context);
  }
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
