import type { DatabaseSync } from 'node:sqlite';
import type { Downtime, RecordedAuditEvent } from '@latchkey/server/store';
import { isEngineFailure } from './failure.ts';
import type { Queries } from './queries.ts';
import type { Transaction } from './transaction.ts';

/** One thing to do in a transaction it may share. */
export type Work = (transaction: Transaction) => unknown;

export type WorkOutcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: unknown };

export interface CommitOutcome {
  readonly outcomes: readonly WorkOutcome[];
  readonly events: readonly RecordedAuditEvent[];
  /** Whether something may have been added to the revocation log. */
  readonly revoked: boolean;
}

/** The database could not carry the transaction through. None of its work has been kept. */
class TransactionLostError extends Error {
  override readonly name = 'TransactionLostError';

  constructor(cause: unknown) {
    // SQLite's own words: a full disk is told from a failing one. They name no value.
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`The database could not carry the transaction through: ${reason}`, { cause });
  }
}

/** What a transaction is made of. */
export interface CommitParts {
  readonly db: DatabaseSync;
  readonly queries: Queries;
  /** The works change nothing: they need not wait for another process that does. */
  readonly readsOnly: boolean;
  /** Begins a transaction that writes. */
  readonly beginWriting: () => void;
  /** Asked once the transaction has begun: waiting for another process takes time. */
  readonly readNowMs: () => number;
  readonly downtimes: readonly Downtime[];
  /** Called within a transaction that changed something, before it commits. */
  readonly beforeCommit: (transaction: Transaction) => void;
}

/**
 * Carry out several works in one transaction, in order, and commit it: one fsync for all of them.
 *
 * A work that throws costs the others nothing: the transaction is taken back and run again with a savepoint around each
 * work. That is rare (it takes a defect), so the usual batch pays for no savepoint.
 *
 * @throws TransactionLostError when the database itself failed. Then no work has been kept.
 */
export function commitTogether(parts: CommitParts, works: readonly Work[]): CommitOutcome {
  try {
    return runAll(parts, works, (work, transaction) => ({ ok: true, value: work(transaction) }));
  } catch (error) {
    if (error instanceof TransactionLostError) throw error;
    return runAll(parts, works, (work, transaction) => runGuarded(parts, work, transaction));
  }
}

function runAll(
  parts: CommitParts,
  works: readonly Work[],
  run: (work: Work, transaction: Transaction) => WorkOutcome,
): CommitOutcome {
  const { db, queries, downtimes } = parts;
  const events: RecordedAuditEvent[] = [];
  let revoked = false;
  try {
    if (parts.readsOnly) db.exec('BEGIN');
    else parts.beginWriting();
    const transaction: Transaction = {
      ...queries,
      nowMs: parts.readNowMs(),
      downtimes,
      announce: (event) => events.push(event),
      announceRevocation() {
        revoked = true;
      },
    };
    const changesBefore = countChanges(queries);
    const outcomes: WorkOutcome[] = [];
    for (const work of works) {
      const eventsBefore = events.length;
      const outcome = run(work, transaction);
      // What a work told before it failed has been taken back with it.
      if (!outcome.ok) events.length = eventsBefore;
      outcomes.push(outcome);
    }
    if (countChanges(queries) !== changesBefore) parts.beforeCommit(transaction);
    db.exec('COMMIT');
    return { outcomes, events, revoked };
  } catch (error) {
    // A full disk or failed write may have ended the transaction already, silently; what ran after it ran outside any.
    const lost = !db.isTransaction || isEngineFailure(error);
    rollBack(db);
    if (!lost) throw error;
    throw new TransactionLostError(error);
  }
}

function runGuarded(parts: CommitParts, work: Work, transaction: Transaction): WorkOutcome {
  const { db } = parts;
  db.exec('SAVEPOINT work');
  try {
    const value = work(transaction);
    db.exec('RELEASE work');
    return { ok: true, value };
  } catch (error) {
    if (!db.isTransaction || isEngineFailure(error)) throw error;
    db.exec('ROLLBACK TO work');
    db.exec('RELEASE work');
    return { ok: false, error };
  }
}

/** After a failed COMMIT the transaction may still stand, and would swallow whatever comes next. */
function rollBack(db: DatabaseSync): void {
  if (!db.isTransaction) return;
  try {
    db.exec('ROLLBACK');
  } catch (error) {
    throw new TransactionLostError(error);
  }
}

function countChanges(queries: Queries): number {
  return queries.one<{ changes: number }>('SELECT total_changes() AS changes')?.changes ?? 0;
}
