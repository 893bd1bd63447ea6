import type { RecordedAuditEvent } from '@latchkey/server/store';
import type { Transaction } from './transaction.ts';

/**
 * Carries out one intent within a transaction; synchronous, as the engine is. What it takes and answers is typed by the
 * table it stands in.
 */
export type Intent = (transaction: Transaction, ...args: never[]) => unknown;

/** A call on its way to the engine. Everything in it survives a structured clone. */
export interface IntentCall {
  readonly id: number;
  readonly intent: string;
  readonly args: readonly unknown[];
}

export type IntentOutcome =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  /** `unavailable`: nothing of the call has been kept and the caller may try again later. Otherwise it is a defect. */
  | { readonly id: number; readonly ok: false; readonly unavailable: boolean; readonly error: Error };

export interface BatchOutcome {
  readonly outcomes: readonly IntentOutcome[];
  /** What the batch appended to the audit trail, now committed. */
  readonly events: readonly RecordedAuditEvent[];
  /** Whether the batch appended to the revocation log, now committed. */
  readonly revoked: boolean;
}
