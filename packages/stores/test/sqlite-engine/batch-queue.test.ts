import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createBatchQueue } from '../../src/sqlite-engine/batch-queue.ts';
import type { BatchOutcome, IntentCall } from '../../src/sqlite-engine/intent.ts';
import { call } from '../sqlite/open-engine.ts';

function openQueue(batchSize: number): {
  readonly queue: ReturnType<typeof createBatchQueue>;
  readonly batches: (readonly number[])[];
  readonly delivered: number[];
} {
  const batches: (readonly number[])[] = [];
  const delivered: number[] = [];
  const runBatch = (calls: readonly IntentCall[]): BatchOutcome => {
    batches.push(calls.map(({ id }) => id));
    return { outcomes: calls.map(({ id }) => ({ id, ok: true, value: undefined })), events: [], revoked: false };
  };
  const deliver = (batch: BatchOutcome): void => void delivered.push(...batch.outcomes.map(({ id }) => id));
  return { queue: createBatchQueue({ runBatch }, batchSize, deliver), batches, delivered };
}

function makeCalls(count: number): readonly IntentCall[] {
  return Array.from({ length: count }, () => call('findForSignIn', 'ada'));
}

describe('the queue of calls', () => {
  it('puts what arrives in one turn into one batch', async () => {
    const { queue, batches } = openQueue(100);
    queue.add(makeCalls(3));
    queue.add(makeCalls(2));
    assert.equal(batches.length, 0);
    await nextTurn();
    assert.deepEqual(
      batches.map((batch) => batch.length),
      [5],
    );
  });

  it('bounds a batch, keeps the order and leaves nothing behind', async () => {
    const { queue, batches, delivered } = openQueue(4);
    const calls = makeCalls(10);
    queue.add(calls);
    while (delivered.length < 10) await nextTurn();
    assert.deepEqual(
      batches.map((batch) => batch.length),
      [4, 4, 2],
    );
    assert.deepEqual(
      delivered,
      calls.map(({ id }) => id),
    );
  });

  it('lets in what arrives between two batches', async () => {
    const { queue, batches, delivered } = openQueue(4);
    queue.add(makeCalls(6));
    await nextTurn();
    queue.add(makeCalls(2));
    while (delivered.length < 8) await nextTurn();
    assert.deepEqual(
      batches.map((batch) => batch.length),
      [4, 4],
    );
  });

  it('carries out all that is left when told to finish, once', async () => {
    const { queue, delivered } = openQueue(4);
    queue.add(makeCalls(10));
    queue.finish();
    assert.equal(delivered.length, 10);
    await nextTurn();
    assert.equal(delivered.length, 10);
  });
});
