import type { Engine } from './engine.ts';
import type { BatchOutcome, IntentCall } from './intent.ts';

/**
 * Collects calls while a batch is being committed, so that whatever arrives during one fsync shares the next. Nobody
 * waits for a batch to fill: a lone call is carried out at once.
 */
export interface BatchQueue {
  add(calls: readonly IntentCall[]): void;
  /** Carry out all that is left, now. */
  finish(): void;
}

/**
 * @param batchSize - calls in a transaction at most: bounds how long the first of them waits for the last.
 * @param deliver - given each batch after its commit.
 */
export function createBatchQueue(
  engine: Pick<Engine, 'runBatch'>,
  batchSize: number,
  deliver: (batch: BatchOutcome) => void,
): BatchQueue {
  let waiting: IntentCall[] = [];
  let scheduled: NodeJS.Immediate | undefined;

  const runNext = (): void => {
    const calls = waiting.slice(0, batchSize);
    waiting = waiting.slice(batchSize);
    deliver(engine.runBatch(calls));
  };
  const schedule = (): void => {
    // After the event loop has read what else has arrived meanwhile.
    scheduled ??= setImmediate(() => {
      scheduled = undefined;
      runNext();
      if (waiting.length > 0) schedule();
    });
  };
  return {
    add(calls) {
      if (calls.length === 0) return;
      waiting.push(...calls);
      schedule();
    },
    finish() {
      clearImmediate(scheduled);
      scheduled = undefined;
      while (waiting.length > 0) runNext();
    },
  };
}
