/**
 * One measured round, in a process of its own: clients refresh in a closed loop against the engine on this thread
 * (`main`) or on its own (`worker`). Tells its parent what it measured.
 *
 * It reaches into the store's engine, which no package exports: the shipped store has one of the two ways only.
 */
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { createClock, type RotateRefreshTokenResult } from '@latchkey/server/store';
import { declareClients, here } from '../../../../packages/stores/src/contract/scenario.ts';
import { beginGrant, createPerson, refresh, signIn } from '../../../../packages/stores/src/contract/steps.ts';
import { openSqliteStore } from '../../../../packages/stores/src/sqlite/index.ts';
import { authoritySchema } from '../../../../packages/stores/src/sqlite/schema.ts';
import { createBatchQueue } from '../../../../packages/stores/src/sqlite-engine/batch-queue.ts';
import { openConnection } from '../../../../packages/stores/src/sqlite-engine/connection.ts';
import { openEngine } from '../../../../packages/stores/src/sqlite-engine/engine.ts';
import type { IntentCall } from '../../../../packages/stores/src/sqlite-engine/intent.ts';
import { answerQuestions } from '../../measure/answer-questions.ts';
import type { RoundResult, Side } from './round-result.ts';

const grantCount = 2_000;
const clientCount = 200;
const warmUpMs = 300;
const measuredMs = 1_500;

type Rotate = (intent: 'rotateRefreshToken', args: readonly unknown[]) => Promise<unknown>;

/** The engine on this thread, as a server would run it. */
function openOnThisThread(file: string): { call: Rotate; close(): Promise<void> } {
  const connection = openConnection(file, 'alone');
  const engine = openEngine({ schema: authoritySchema, connection, clock: createClock(), pruneRows: 500 });
  const waiting = new Map<number, (value: unknown) => void>();
  const queue = createBatchQueue(engine, 256, ({ outcomes }) => {
    for (const outcome of outcomes) {
      if (!outcome.ok) throw outcome.error;
      waiting.get(outcome.id)?.(outcome.value);
      waiting.delete(outcome.id);
    }
  });
  let nextId = 1;
  return {
    call: (intent, args) =>
      new Promise((resolve) => {
        const call: IntentCall = { id: nextId++, intent, args };
        waiting.set(call.id, resolve);
        queue.add([call]);
      }),
    async close() {
      queue.finish();
      engine.close();
    },
  };
}

async function measure(side: Side, file: string): Promise<Omit<RoundResult, 'fsyncMs'>> {
  const prepared = await openSqliteStore({ file });
  await declareClients(prepared, ['app' as never]);
  const browser = await signIn(prepared, await createPerson(prepared));
  const grants = await Promise.all(Array.from({ length: grantCount }, () => beginGrant(prepared, browser)));
  await prepared.close();

  const store = await openSqliteStore({ file: side === 'worker' ? file : ':memory:' });
  const onThisThread = side === 'main' ? openOnThisThread(file) : undefined;
  const target =
    onThisThread === undefined
      ? store
      : {
          ...store,
          rotateRefreshToken: (...args: readonly unknown[]) =>
            onThisThread.call('rotateRefreshToken', args) as Promise<RotateRefreshTokenResult>,
        };

  const generations = grants.map(() => 0);
  const latenciesMs: number[] = [];
  let measuring = false;
  let stopped = false;
  const runClient = async (first: number): Promise<void> => {
    for (let index = first; !stopped; index = index + clientCount < grantCount ? index + clientCount : first) {
      const grant = grants[index];
      const generation = generations[index];
      if (grant === undefined || generation === undefined) throw new Error('A client without a grant.');
      const startedAt = performance.now();
      const result = await refresh(target, grant, generation, {}, here);
      if (result.status !== 'rotated') throw new Error(`A refresh was answered ${result.status}.`);
      generations[index] = result.generation;
      if (measuring) latenciesMs.push(performance.now() - startedAt);
    }
  };
  const clients = Array.from({ length: clientCount }, (_, index) => runClient(index));
  await wait(warmUpMs);
  const loopDelay = monitorEventLoopDelay({ resolution: 1 });
  loopDelay.enable();
  measuring = true;
  const startedAt = performance.now();
  await wait(measuredMs);
  const seconds = (performance.now() - startedAt) / 1_000;
  measuring = false;
  loopDelay.disable();
  stopped = true;
  await Promise.all(clients);
  await onThisThread?.close();
  await store.close();
  latenciesMs.sort((left, right) => left - right);
  return {
    refreshesPerSecond: latenciesMs.length / seconds,
    loopDelayMedianMs: loopDelay.percentile(50) / 1e6,
    loopDelayP99Ms: loopDelay.percentile(99) / 1e6,
    latencyMedianMs: latenciesMs[Math.floor(latenciesMs.length / 2)] ?? Number.NaN,
  };
}

function wait(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}

/** What one sync costs here, so that the figures can be read by people with other disks. */
function measureFsyncMs(folder: string): number {
  const descriptor = openSync(join(folder, 'fsync'), 'w');
  const timesMs = Array.from({ length: 20 }, () => {
    writeSync(descriptor, Buffer.alloc(4_096, 1));
    const startedAt = performance.now();
    fsyncSync(descriptor);
    return performance.now() - startedAt;
  });
  closeSync(descriptor);
  timesMs.sort((left, right) => left - right);
  return timesMs[10] ?? Number.NaN;
}

const side: Side = process.argv[2] === 'worker' ? 'worker' : 'main';
const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-'));
try {
  const fsyncMs = measureFsyncMs(folder);
  const result: RoundResult = { fsyncMs, ...(await measure(side, join(folder, 'store.sqlite'))) };
  answerQuestions(result, () => undefined);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
