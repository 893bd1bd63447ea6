/** The store's own thread: the engine, fed with batches by messages. See docs/decisions/0005-sqlite-thread.md. */
import { parentPort, workerData } from 'node:worker_threads';
import { createClock } from '@latchkey/server/store';
import { StoreOpenError } from '../open-error.ts';
import { createBatchQueue } from './engine/batch-queue.ts';
import { openConnection } from './engine/connection.ts';
import { type Engine, openEngine } from './engine/engine.ts';
import type { WorkerReply, WorkerRequest, WorkerSettings } from './engine/protocol.ts';
import { startUpkeep } from './engine/upkeep.ts';

const port = parentPort;
if (port === null) throw new Error('This module is the entry of a worker thread.');
const settings = workerData as WorkerSettings;
const reply = (message: WorkerReply): void => port.postMessage(message);

function open(): Engine | undefined {
  try {
    const { file, clockOffset, pruneRows } = settings;
    return openEngine({ connection: openConnection(file), clock: createClock(clockOffset), pruneRows });
  } catch (error) {
    const code = error instanceof StoreOpenError ? error.code : undefined;
    reply({ kind: 'refused', code, error: error instanceof Error ? error : new Error(String(error)) });
    return undefined;
  }
}

const engine = open();
if (engine !== undefined) {
  const queue = createBatchQueue(engine, settings.batchSize, (batch) => reply({ kind: 'batch', batch }));
  const stopUpkeep = startUpkeep(engine, settings.maintenanceIntervalMs, (error) => {
    reply({ kind: 'upkeep_failed', error });
  });
  port.on('message', (request: WorkerRequest) => {
    if (request !== 'close') return queue.add(request.calls);
    queue.finish();
    stopUpkeep();
    try {
      engine.close();
    } catch (error) {
      reply({ kind: 'upkeep_failed', error: error instanceof Error ? error : new Error(String(error)) });
    }
    port.close();
  });
  reply({ kind: 'opened' });
}
