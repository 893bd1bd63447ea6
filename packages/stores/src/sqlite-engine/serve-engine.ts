import { parentPort, workerData } from 'node:worker_threads';
import { StoreOpenError } from '../open-error.ts';
import { createBatchQueue } from './batch-queue.ts';
import type { Engine } from './engine.ts';
import type { WorkerReply, WorkerRequest, WorkerSettings } from './protocol.ts';
import { startUpkeep } from './upkeep.ts';

/**
 * The life of a store's thread: open its engine, feed it with batches by messages, close it when told. Everything that a
 * worker module does.
 *
 * @param open - its StoreOpenError is told to the thread that asked for the store.
 */
export function serveEngine(open: (settings: WorkerSettings) => Engine): void {
  const port = parentPort;
  if (port === null) throw new Error('This module is the entry of a worker thread.');
  const settings = workerData as WorkerSettings;
  const reply = (message: WorkerReply): void => port.postMessage(message);

  let engine: Engine;
  try {
    engine = open(settings);
  } catch (error) {
    const code = error instanceof StoreOpenError ? error.code : undefined;
    return reply({ kind: 'refused', code, error: toError(error) });
  }
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
      reply({ kind: 'upkeep_failed', error: toError(error) });
    }
    port.close();
  });
  reply({ kind: 'opened' });
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
