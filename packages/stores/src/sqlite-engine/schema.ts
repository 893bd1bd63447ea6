import type { Clock, Downtime } from '@latchkey/server/store';
import type { Intent } from './intent.ts';
import type { Migration } from './migration.ts';
import type { Queries } from './queries.ts';
import type { Transaction } from './transaction.ts';

/** What makes an engine the engine of one store: its tables, what it can be asked for, and what it does by itself. */
export interface Schema {
  readonly migrations: readonly Migration[];
  readonly intents: Readonly<Record<string, Intent>>;
  /** Intents that only read. A batch of nothing else waits for nobody who writes. */
  readonly reads: ReadonlySet<string>;
  /** Called once, within a transaction, when the tables are there. */
  begin(queries: Queries, clock: Clock): StoreLife;
  /**
   * Take away what nothing can match any more.
   *
   * @param rows - at most so many of each kind.
   * @returns Whether there is probably more.
   */
  prune(transaction: Transaction, rows: number): boolean;
}

/** The store's clock, and what the database remembers of it. */
export interface StoreLife {
  /** The store's clock: never earlier than anything this database has seen. Within a transaction. */
  nowMs(queries: Queries): number;
  /** When no store was open, as far back as it matters. */
  downtimes(): readonly Downtime[];
  /** Write that the store is alive; within a transaction. */
  beat(queries: Queries, nowMs: number): void;
  /** Forget downtimes too old to matter; within a transaction. */
  prune(queries: Queries, nowMs: number): void;
}
