import type {
  AuditContext,
  AuditEvent,
  AuditEventType,
  ClientId,
  GrantId,
  RecordedAuditEvent,
  SessionId,
  UserId,
} from '@latchkey/server/store';
import type { Transaction } from '../sqlite-engine/transaction.ts';
import type { IntentTable } from './intent-table.ts';

export const auditIntents: Pick<IntentTable, 'appendAuditEvent' | 'listAuditEvents'> = {
  appendAuditEvent: (transaction, event, context) => appendEvent(transaction, event, context),

  listAuditEvents(transaction, { limit, beforeId }) {
    if (!Number.isInteger(limit) || limit < 1 || limit > 1_000) throw new RangeError('limit is from 1 to 1,000.');
    const rows = transaction.all<AuditEventRow>(
      `SELECT id, at_ms, type, user_id, session_id, grant_id, client_id, detail, request_id, address, user_agent
       FROM audit_events WHERE id < ? ORDER BY id DESC LIMIT ?`,
      beforeId ?? Number.MAX_SAFE_INTEGER,
      limit,
    );
    return rows.map(readEvent);
  },
};

/** Add to the trail, as part of the change it tells of. */
export function appendEvent(transaction: Transaction, event: AuditEvent, context: AuditContext): void {
  const { requestId, address, userAgent } = context;
  const { type, userId, sessionId, grantId, clientId, detail } = event;
  const id = transaction.insert(
    `INSERT INTO audit_events
       (at_ms, type, user_id, session_id, grant_id, client_id, detail, request_id, address, user_agent)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    transaction.nowMs,
    type,
    userId ?? null,
    sessionId ?? null,
    grantId ?? null,
    clientId ?? null,
    detail === undefined ? null : JSON.stringify(detail),
    requestId,
    address ?? null,
    userAgent ?? null,
  );
  const atMs = transaction.nowMs;
  transaction.announce({
    id,
    atMs,
    type,
    userId,
    sessionId,
    grantId,
    clientId,
    detail,
    requestId,
    address,
    userAgent,
  });
}

interface AuditEventRow {
  readonly id: number;
  readonly at_ms: number;
  readonly type: AuditEventType;
  readonly user_id: UserId | null;
  readonly session_id: SessionId | null;
  readonly grant_id: GrantId | null;
  readonly client_id: ClientId | null;
  readonly detail: string | null;
  readonly request_id: string;
  readonly address: string | null;
  readonly user_agent: string | null;
}

function readEvent(row: AuditEventRow): RecordedAuditEvent {
  return {
    id: row.id,
    atMs: row.at_ms,
    type: row.type,
    userId: row.user_id ?? undefined,
    sessionId: row.session_id ?? undefined,
    grantId: row.grant_id ?? undefined,
    clientId: row.client_id ?? undefined,
    detail: row.detail === null ? undefined : (JSON.parse(row.detail) as NonNullable<AuditEvent['detail']>),
    requestId: row.request_id,
    address: row.address ?? undefined,
    userAgent: row.user_agent ?? undefined,
  };
}
