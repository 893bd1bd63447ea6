import type { Clock } from '@latchkey/server/store';
import { intents } from '../intents.ts';
import { migrations } from '../migrations/index.ts';
import { prune } from '../prune.ts';
import { ensureRevocationHead } from '../revocation-log.ts';
import type { Connection } from './connection.ts';
import { type CommitOutcome, type CommitParts, commitTogether, type Work } from './group-commit.ts';
import type { BatchOutcome, IntentCall, IntentName, IntentOutcome } from './intent.ts';
import { createJumpDetector } from './jump-detector.ts';
import { beginLife } from './life.ts';
import { migrate } from './migrate.ts';
import { createQueries } from './queries.ts';
import type { Transaction } from './transaction.ts';

export interface EngineOptions {
  /** The engine's from now on; closed with it, also when it cannot be opened. */
  readonly connection: Connection;
  readonly clock: Clock;
  /** Rows of each kind that one step of pruning takes away at most. */
  readonly pruneRows: number;
}

/** The store as a synchronous machine: whoever owns it decides on which thread it runs and what shares a commit. */
export interface Engine {
  /** Carry out calls in one transaction. Never throws: what went wrong is in the outcomes. */
  runBatch(calls: readonly IntentCall[]): BatchOutcome;
  /** Write that the store is alive and prune a little. True when there is more to prune. @throws when that fails. */
  maintain(): boolean;
  /** Write that the store was alive until now and let go of the file. @throws when the first fails; done all the same. */
  close(): void;
}

/** @throws StoreOpenError */
export function openEngine(options: EngineOptions): Engine {
  const { connection } = options;
  const { db } = connection;
  try {
    const queries = createQueries(db);
    migrate(db, connection.file, migrations, options.clock.nowMs());
    db.exec('BEGIN IMMEDIATE');
    ensureRevocationHead(queries);
    const life = beginLife(queries, options.clock);
    db.exec('COMMIT');
    const jumps = createJumpDetector();

    const commit = (works: readonly Work[]): CommitOutcome => {
      const parts: CommitParts = {
        db,
        queries,
        nowMs: life.nowMs(),
        downtimes: life.downtimes(),
        beforeCommit: (transaction) => life.beat(transaction, transaction.nowMs),
      };
      return commitTogether(parts, works);
    };

    return {
      runBatch(calls) {
        try {
          const { outcomes, events, revoked } = commit(
            calls.map((call) => (transaction) => runIntent(call, transaction)),
          );
          return {
            events,
            revoked,
            outcomes: outcomes.map((outcome, index) => toIntentOutcome(calls[index], outcome)),
          };
        } catch (error) {
          return { events: [], revoked: false, outcomes: calls.map((call) => failAsUnavailable(call, error)) };
        }
      },
      maintain() {
        let more = false;
        const work: Work = (transaction) => {
          life.beat(transaction, transaction.nowMs);
          if (jumps.hasJumped()) return;
          life.prune(transaction, transaction.nowMs);
          more = prune(transaction, options.pruneRows);
        };
        const { outcomes } = commit([work]);
        for (const outcome of outcomes) if (!outcome.ok) throw outcome.error;
        return more;
      },
      close() {
        try {
          // From here on it is downtime.
          commit([(transaction) => life.beat(transaction, transaction.nowMs)]);
        } finally {
          connection.close();
        }
      },
    };
  } catch (error) {
    connection.close();
    throw error;
  }
}

function runIntent(call: IntentCall, transaction: Transaction): unknown {
  const intent: ((transaction: Transaction, ...args: never[]) => unknown) | undefined = intents[call.intent];
  if (intent === undefined) throw new TypeError(`There is no intent called ${String(call.intent)}.`);
  // Typed where the call was made: the store's methods and this table have one type.
  return intent(transaction, ...(call.args as never[]));
}

function toIntentOutcome(call: IntentCall | undefined, outcome: CommitOutcome['outcomes'][number]): IntentOutcome {
  const { id, intent } = call ?? { id: -1, intent: 'appendAuditEvent' };
  if (outcome.ok) return { id, ok: true, value: outcome.value };
  const error = new Error(`The store could not carry out ${intent satisfies IntentName}.`, { cause: outcome.error });
  return { id, ok: false, unavailable: false, error };
}

function failAsUnavailable(call: IntentCall, error: unknown): IntentOutcome {
  const cause = error instanceof Error ? error : new Error(String(error));
  return { id: call.id, ok: false, unavailable: true, error: cause };
}
