import { decideRotation, findEndReason, isSameHash, namesGrant } from '@latchkey/server/store';
import { appendEvent } from './audit-trail.ts';
import { markGrantEnded } from './grant-endings.ts';
import { findGrant, nameGrant, readRotatingGrant, takeSnapshot } from './grant-rows.ts';
import type { IntentTable } from './intent-table.ts';
import { appendRevocation } from './revocation-log.ts';
import { applyRotation } from './rotation.ts';

export const grantIntents: Pick<IntentTable, 'rotateRefreshToken' | 'endGrant' | 'findLiveRefreshToken'> = {
  rotateRefreshToken(transaction, request, context) {
    const row = findGrant(transaction, request.grantNumber);
    if (row === undefined) return { status: 'unknown' };
    const decision = decideRotation(readRotatingGrant(row), request, transaction.nowMs, transaction.downtimes);
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
