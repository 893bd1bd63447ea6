import type { AuditContext, AuditEvent, RecordedAuditEvent } from './event.ts';

/** The append-only trail. Intents that change something append their own events in their own transaction. */
export interface AuditStore {
  /** Append one event that belongs to no other change (a failed sign-in, say). */
  appendAuditEvent(event: AuditEvent, context: AuditContext): Promise<void>;
  /** The newest events first, at most `limit` (1 to 1,000), older than `beforeId` when given. */
  listAuditEvents(query: {
    readonly limit: number;
    readonly beforeId?: number;
  }): Promise<readonly RecordedAuditEvent[]>;
  /** Called once for each event after the transaction that holds it has committed. Returns how to stop. */
  onAuditEvent(listener: (event: RecordedAuditEvent) => void): () => void;
}
