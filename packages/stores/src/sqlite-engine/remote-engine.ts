import { Worker } from 'node:worker_threads';
import type { RecordedAuditEvent } from '@latchkey/server/store';
import { StoreOpenError } from '../open-error.ts';
import type { BatchOutcome, IntentCall } from './intent.ts';
import type { WorkerReply, WorkerRequest, WorkerSettings } from './protocol.ts';

/** The engine as seen from another thread. */
export interface RemoteEngine {
  /** Rejects with {@link RemoteEngineOptions.Unavailable}: full queue, closed store, dead thread, failed database. */
  call(intent: string, args: readonly unknown[]): Promise<unknown>;
  close(): Promise<void>;
}

export interface RemoteEngineOptions extends WorkerSettings {
  /** The module that the thread runs: it serves the engine of one store. */
  readonly module: URL;
  /** What the callers of that store know as "cannot answer now". */
  readonly Unavailable: new (
    message: string,
    options?: ErrorOptions,
  ) => Error;
  /** Calls that may wait for an answer at a time. */
  readonly maxPendingCalls: number;
  readonly onEvents: (events: readonly RecordedAuditEvent[]) => void;
  readonly onRevocation: () => void;
  readonly onUpkeepFailure: (error: Error) => void;
  readonly onStopped: (error: Error) => void;
}

interface Waiter {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** @throws StoreOpenError as a rejection. */
export async function startRemoteEngine(options: RemoteEngineOptions): Promise<RemoteEngine> {
  const { module, Unavailable, maxPendingCalls, onEvents, onRevocation, onUpkeepFailure, onStopped, ...settings } =
    options;
  const worker = new Worker(module, { workerData: settings satisfies WorkerSettings, name: 'latchkey-sqlite' });
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  await waitUntilOpen(worker);

  const waiting = new Map<number, Waiter>();
  let outbox: IntentCall[] = [];
  let nextId = 1;
  let closed: string | undefined;

  const settle = (id: number): Waiter | undefined => {
    const waiter = waiting.get(id);
    waiting.delete(id);
    // An idle store does not keep the process alive; a call under way does.
    if (waiting.size === 0) worker.unref();
    return waiter;
  };
  /** The thread is gone. */
  const stop = (reason: string, cause?: unknown): void => {
    const expected = closed !== undefined;
    closed ??= reason;
    const error = new Unavailable(reason, { cause });
    for (const id of [...waiting.keys()]) settle(id)?.reject(error);
    // Last: it may throw.
    if (!expected) onStopped(error);
  };
  const deliver = ({ outcomes, events, revoked }: BatchOutcome): void => {
    for (const outcome of outcomes) {
      const waiter = settle(outcome.id);
      if (outcome.ok) waiter?.resolve(outcome.value);
      else if (!outcome.unavailable) waiter?.reject(outcome.error);
      else waiter?.reject(new Unavailable('The database failed.', { cause: outcome.error }));
    }
    // Last: a listener that throws must leave nobody waiting.
    if (revoked) onRevocation();
    if (events.length > 0) onEvents(events);
  };
  const post = (request: WorkerRequest): void => worker.postMessage(request);
  const sendOutbox = (): void => {
    const calls = outbox;
    outbox = [];
    try {
      if (calls.length > 0) post({ calls });
    } catch {
      for (const call of calls) sendAlone(call);
    }
  };
  /** One call that cannot be cloned is a defect of its caller, and not for the others to suffer. */
  const sendAlone = (call: IntentCall): void => {
    try {
      post({ calls: [call] });
    } catch (error) {
      settle(call.id)?.reject(new Error(`A call of ${call.intent} cannot be sent to the store.`, { cause: error }));
    }
  };

  worker.on('message', (reply: WorkerReply) => {
    if (reply.kind === 'batch') deliver(reply.batch);
    else if (reply.kind === 'upkeep_failed') onUpkeepFailure(reply.error);
  });
  worker.on('error', (error) => stop('The store has failed and is closed; restart the server.', error));
  worker.on('exit', () => stop('The store has stopped and is closed; restart the server.'));
  worker.unref();

  return {
    call(intent, args) {
      if (closed !== undefined) return Promise.reject(new Unavailable(closed));
      if (waiting.size >= maxPendingCalls) {
        return Promise.reject(new Unavailable('The store has more calls waiting than it accepts.'));
      }
      return new Promise((resolve, reject) => {
        const id = nextId++;
        if (waiting.size === 0) worker.ref();
        waiting.set(id, { resolve, reject });
        // What is asked for in one turn of the event loop travels together. A microtask would be too soon: there is one
        // after every request that was read.
        if (outbox.length === 0) setImmediate(sendOutbox);
        outbox.push({ id, intent, args });
      });
    },
    async close() {
      if (closed === undefined) {
        closed = 'The store is closed.';
        sendOutbox();
        post('close');
      }
      worker.ref();
      await exited;
    },
  };
}

function waitUntilOpen(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (outcome: () => void): void => {
      worker.off('error', onError).off('exit', onExit).off('message', onMessage);
      outcome();
    };
    const onError = (error: Error): void => settle(() => reject(error));
    const onExit = (): void =>
      settle(() => reject(new StoreOpenError('unusable', 'The thread of the store ended before it was open.')));
    const onMessage = (reply: WorkerReply): void =>
      settle(() => {
        if (reply.kind !== 'refused') return resolve();
        const { code, error } = reply;
        reject(code === undefined ? error : new StoreOpenError(code, error.message, { cause: error.cause }));
      });
    worker.once('error', onError).once('exit', onExit).once('message', onMessage);
  });
}
