import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createWorkQueue, type QueueLine, type WorkQueue } from '../../src/sign-in/work-queue.ts';

/** Work that goes on until it is told to stop. */
function createJobs(queue: WorkQueue) {
  const started: string[] = [];
  const finish = new Map<string, () => void>();
  return {
    started,
    start(name: string, line: QueueLine) {
      return queue.run(line, async () => {
        started.push(name);
        await new Promise<void>((resolve) => finish.set(name, resolve));
        return name;
      });
    },
    async finish(name: string) {
      finish.get(name)?.();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe('createWorkQueue', () => {
  it('L1 runs no more than `concurrency` at a time, in order', async () => {
    const jobs = createJobs(createWorkQueue({ concurrency: 2, queueLength: 10, placesForKnown: 0 }));
    const all = ['a', 'b', 'c', 'd'].map((name) => jobs.start(name, 'stranger'));
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(jobs.started, ['a', 'b']);
    await jobs.finish('b');
    assert.deepEqual(jobs.started, ['a', 'b', 'c']);
    await jobs.finish('a');
    assert.deepEqual(jobs.started, ['a', 'b', 'c', 'd']);
    await jobs.finish('c');
    await jobs.finish('d');
    assert.deepEqual(
      await Promise.all(all),
      ['a', 'b', 'c', 'd'].map((value) => ({ status: 'done', value })),
    );
  });

  it('L1 turns away what finds the queue full', async () => {
    const queue = createWorkQueue({ concurrency: 1, queueLength: 1, placesForKnown: 0 });
    const jobs = createJobs(queue);
    void jobs.start('a', 'stranger');
    void jobs.start('b', 'stranger');
    assert.equal(queue.isFull('stranger'), true);
    assert.deepEqual(await jobs.start('c', 'stranger'), { status: 'full' });
    await jobs.finish('a');
    assert.equal(queue.isFull('stranger'), false);
  });

  it('L2 keeps places for known devices and lets them go first', async () => {
    const queue = createWorkQueue({ concurrency: 1, queueLength: 3, placesForKnown: 1 });
    const jobs = createJobs(queue);
    for (const name of ['a', 'b', 'c']) void jobs.start(name, 'stranger');
    assert.equal(queue.isFull('stranger'), true);
    assert.equal(queue.isFull('known'), false);
    void jobs.start('mine', 'known');
    assert.equal(queue.isFull('known'), true);
    await new Promise((resolve) => setImmediate(resolve));
    await jobs.finish('a');
    assert.deepEqual(jobs.started, ['a', 'mine']);
  });

  it('goes on after work that failed', async () => {
    const queue = createWorkQueue({ concurrency: 1, queueLength: 0, placesForKnown: 0 });
    await assert.rejects(
      queue.run('stranger', () => Promise.reject(new Error('no'))),
      /no/,
    );
    assert.deepEqual(await queue.run('stranger', async () => 1), { status: 'done', value: 1 });
  });
});
