import type { Clock } from '@latchkey/server/store';
import { toOpenError } from '../open-error.ts';
import type { Connection } from './connection.ts';
import { type CommitOutcome, type CommitParts, commitTogether, type Work } from './group-commit.ts';
import type { BatchOutcome, Intent, IntentCall, IntentOutcome } from './intent.ts';
import { createJumpDetector } from './jump-detector.ts';
import { migrate } from './migrate.ts';
import { createQueries } from './queries.ts';
import type { Schema } from './schema.ts';

export interface EngineOptions {
  readonly schema: Schema;
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
  /**
   * Write that the store is alive, prune a little and keep the log small. True when there is more to prune.
   *
   * @throws when that fails.
   */
  maintain(): boolean;
  /** Write that the store was alive until now and let go of the file. @throws when the first fails; done all the same. */
  close(): void;
}

/** @throws StoreOpenError */
export function openEngine(options: EngineOptions): Engine {
  const { connection, schema, clock } = options;
  const { db } = connection;
  try {
    const queries = createQueries(db);
    migrate(db, connection.file, schema.migrations, clock.nowMs());
    connection.beginWriting();
    const life = schema.begin(queries, clock);
    db.exec('COMMIT');
    const jumps = createJumpDetector();

    const commit = (works: readonly Work[], readsOnly = false): CommitOutcome => {
      const parts: CommitParts = {
        db,
        queries,
        readsOnly,
        beginWriting: () => connection.beginWriting(),
        readNowMs: () => life.nowMs(queries),
        downtimes: life.downtimes(),
        beforeCommit(transaction) {
          connection.checkInPlace();
          life.beat(transaction, transaction.nowMs);
        },
      };
      return commitTogether(parts, works);
    };

    return {
      runBatch(calls) {
        try {
          const { outcomes, events, revoked } = commit(
            calls.map((call) => (transaction) => findIntent(schema, call)(transaction, ...(call.args as never[]))),
            calls.every((call) => schema.reads.has(call.intent)),
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
          more = schema.prune(transaction, options.pruneRows);
        };
        const { outcomes } = commit([work]);
        for (const outcome of outcomes) if (!outcome.ok) throw outcome.error;
        connection.restartLargeLog();
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
    throw toOpenError(connection.file, error);
  }
}

/** Arguments are typed where the call was made: the store's methods and the table of intents have one type. */
function findIntent(schema: Schema, { intent }: IntentCall): Intent {
  const found = schema.intents[intent];
  if (found === undefined) throw new TypeError(`There is no intent called ${intent}.`);
  return found;
}

function toIntentOutcome(call: IntentCall | undefined, outcome: CommitOutcome['outcomes'][number]): IntentOutcome {
  const { id, intent } = call ?? { id: -1, intent: 'nothing' };
  if (outcome.ok) return { id, ok: true, value: outcome.value };
  const error = new Error(`The store could not carry out ${intent}.`, { cause: outcome.error });
  return { id, ok: false, unavailable: false, error };
}

function failAsUnavailable(call: IntentCall, error: unknown): IntentOutcome {
  const cause = error instanceof Error ? error : new Error(String(error));
  return { id: call.id, ok: false, unavailable: true, error: cause };
}
