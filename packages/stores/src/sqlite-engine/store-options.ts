import type { SharedOffset } from '@latchkey/server/store';
import type { WorkerSettings } from './protocol.ts';

/** What may be set of any store that runs on a thread of its own. */
export interface StoreOptions {
  /** Shifts the store's clock; for tests. Default: none. */
  readonly clockOffset?: SharedOffset | undefined;
  /** Calls that share a commit at most, from 1. Default 256. */
  readonly batchSize?: number | undefined;
  /** Calls that may wait at a time, from 1; more are refused as unavailable. Default 10,000. */
  readonly maxPendingCalls?: number | undefined;
  /** Milliseconds between two steps of upkeep (beat, pruning), from 1. Default 5,000. */
  readonly maintenanceIntervalMs?: number | undefined;
  /** Rows of each kind that one step prunes at most, from 1. Default 500. */
  readonly pruneRows?: number | undefined;
  /** Told when a step of upkeep failed (a full disk, say); the next is tried all the same. Default: a process warning. */
  readonly onUpkeepFailure?: ((error: Error) => void) | undefined;
  /**
   * Told when the thread of the store has died. It does not come back: everything is refused as unavailable from then on.
   * Default: the error is thrown where nothing catches it, so that the process ends and whoever watches it starts another.
   */
  readonly onStopped?: ((error: Error) => void) | undefined;
}

/** What stays with whoever speaks with the thread. */
interface CallerSettings {
  readonly maxPendingCalls: number;
  readonly onUpkeepFailure: (error: Error) => void;
  readonly onStopped: (error: Error) => void;
}

/** The settings of a thread and of what speaks with it, with defaults for what was not said. */
export function fillSettings(file: string, options: StoreOptions): WorkerSettings & CallerSettings {
  return {
    file,
    clockOffset: options.clockOffset,
    batchSize: options.batchSize ?? 256,
    maxPendingCalls: options.maxPendingCalls ?? 10_000,
    maintenanceIntervalMs: options.maintenanceIntervalMs ?? 5_000,
    pruneRows: options.pruneRows ?? 500,
    onUpkeepFailure: options.onUpkeepFailure ?? ((error) => process.emitWarning(error)),
    onStopped: options.onStopped ?? throwUncaught,
  };
}

/** Once those who wait have heard of it. */
function throwUncaught(error: Error): void {
  setImmediate(() => {
    throw error;
  });
}
