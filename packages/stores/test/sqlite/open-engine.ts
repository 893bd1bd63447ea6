import type { DatabaseSync } from 'node:sqlite';
import { type AuthorityStore, createClock, createSharedOffset } from '@latchkey/server/store';
import type { IntentName } from '../../src/sqlite/intent-table.ts';
import { authoritySchema } from '../../src/sqlite/schema.ts';
import { openConnection } from '../../src/sqlite-engine/connection.ts';
import { type Engine, openEngine } from '../../src/sqlite-engine/engine.ts';
import type { BatchOutcome, IntentCall } from '../../src/sqlite-engine/intent.ts';
import { createFolder } from './open-temporary.ts';

/** The engine on the test's own thread, on a database of its own. */
export interface OpenedEngine {
  readonly engine: Engine;
  /** The engine's own connection. */
  readonly db: DatabaseSync;
  readonly file: string;
  advance(byMs: number): void;
  close(): void;
}

export interface EngineTestOptions {
  readonly pruneRows?: number;
  /** Writes the database that is to be opened. Default: there is none. */
  readonly prepare?: (file: string) => void;
}

export function openTemporaryEngine(options: EngineTestOptions = {}): OpenedEngine {
  const folder = createFolder();
  const file = `${folder.path}/store.sqlite`;
  options.prepare?.(file);
  const offset = createSharedOffset();
  const connection = openConnection(file, 'alone');
  const engine = openEngine({
    schema: authoritySchema,
    connection,
    clock: createClock(offset),
    pruneRows: options.pruneRows ?? 500,
  });
  return {
    engine,
    db: connection.db,
    file,
    advance: (byMs) => void Atomics.add(offset, 0, BigInt(byMs)),
    close() {
      try {
        engine.close();
      } finally {
        folder.remove();
      }
    },
  };
}

let nextId = 1;

export function call(intent: IntentName, ...args: readonly unknown[]): IntentCall {
  return { id: nextId++, intent, args };
}

/** What became of each call of a batch: its value, or how it failed. */
export function readOutcomes(batch: BatchOutcome): readonly unknown[] {
  return batch.outcomes.map((outcome) => {
    if (outcome.ok) return outcome.value;
    return outcome.unavailable ? 'unavailable' : 'failed';
  });
}

/** The engine as a store would offer it, each call a batch of its own. */
export function askEngine(engine: Engine): AuthorityStore {
  return new Proxy({} as AuthorityStore, {
    get: (_, intent) => {
      // A promise is recognised by this; a store is none.
      if (intent === 'then') return undefined;
      return async (...args: readonly unknown[]) => {
        const [outcome] = engine.runBatch([call(intent as IntentName, ...args)]).outcomes;
        if (outcome?.ok !== true) throw outcome?.error;
        return outcome.value;
      };
    },
  });
}
