import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import type { Worker } from 'node:worker_threads';
import { StoreUnavailableError } from '@latchkey/server/store';
import { openSqliteStore } from '@latchkey/stores/sqlite';
import { here, hourMs } from '../../src/contract/scenario.ts';
import { createPerson, describePerson } from '../../src/contract/steps.ts';
import { openTemporary } from './open-temporary.ts';

/** The thread of the next store that is opened. */
async function catchWorker(): Promise<Worker> {
  const [worker] = (await once(process, 'worker')) as [Worker];
  return worker;
}

describe('the thread of a store', () => {
  it('takes everything that waits down with it, tells so once, and the store is closed', async () => {
    const caught = catchWorker();
    const told: Error[] = [];
    const opened = await openTemporary({ onStopped: (error) => told.push(error) });
    const worker = await caught;
    const waiting = Array.from({ length: 20 }, () => createPerson(opened.store));
    const settled = Promise.allSettled(waiting);
    await worker.terminate();
    const outcomes = await settled;
    const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
    assert.ok(failed.length > 0);
    for (const outcome of failed) assert.ok(outcome.reason instanceof StoreUnavailableError);
    await assert.rejects(createPerson(opened.store), StoreUnavailableError);
    await opened.close();
    assert.deepEqual(
      told.map(({ message }) => message),
      ['The store has stopped and is closed; restart the server.'],
    );
  });

  it('takes the process down with it, unless somebody is told', () => {
    const script = new URL('./lose-store.ts', import.meta.url).pathname;
    const child = spawnSync(process.execPath, ['--conditions=@latchkey/source', script], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    assert.equal(child.status, 1);
    assert.equal(
      child.stdout,
      'open\nrefused: StoreUnavailableError: The store has stopped and is closed; restart the server.\n',
    );
    assert.match(child.stderr, /StoreUnavailableError: The store has stopped and is closed; restart the server\./);
  });

  it('is not missed when the store was closed', async () => {
    const told: Error[] = [];
    const store = await openSqliteStore({ file: ':memory:', onStopped: (error) => told.push(error) });
    await store.close();
    assert.deepEqual(told, []);
  });

  it('frees the file when it dies', async () => {
    const caught = catchWorker();
    const opened = await openTemporary({ onStopped: () => {} });
    await createPerson(opened.store, { usernameKey: 'ada' });
    await (await caught).terminate();
    const store = await opened.reopen(0);
    assert.ok(await store.findForSignIn('ada'));
    await opened.close();
  });

  it('accepts so many calls at a time, and more when those are answered', async () => {
    const store = await openSqliteStore({ file: ':memory:', maxPendingCalls: 10 });
    const settled = await Promise.allSettled(Array.from({ length: 12 }, () => createPerson(store)));
    const refused = settled.filter((outcome) => outcome.status === 'rejected');
    assert.equal(refused.length, 2);
    for (const outcome of refused) assert.ok(outcome.reason instanceof StoreUnavailableError);
    await createPerson(store);
    await store.close();
  });

  it('is not troubled by a call that cannot be sent to it, nor are the calls beside that one', async () => {
    const store = await openSqliteStore({ file: ':memory:' });
    const unsendable = { ...describePerson(), name: (() => {}) as never };
    const settled = await Promise.allSettled([
      createPerson(store),
      store.createUser(unsendable, here),
      createPerson(store),
    ]);
    assert.deepEqual(
      settled.map((outcome) => outcome.status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    await store.close();
  });

  it('fails a defective call with its cause, not as unavailable', async () => {
    const store = await openSqliteStore({ file: ':memory:' });
    await assert.rejects(store.listAuditEvents({ limit: 0 }), (error) => {
      assert.ok(error instanceof Error && !(error instanceof StoreUnavailableError));
      assert.match(error.message, /could not carry out listAuditEvents/);
      assert.ok(error.cause instanceof Error && /limit/.test(error.cause.message));
      return true;
    });
    await store.close();
  });

  it('does not keep the process alive when idle, and does while a call is under way', () => {
    const script = new URL('./leave-store-open.ts', import.meta.url).pathname;
    const output = execFileSync(process.execPath, ['--conditions=@latchkey/source', script], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    assert.equal(output, 'answered\n');
  });

  it('beats and prunes by itself', async () => {
    const opened = await openTemporary({ maintenanceIntervalMs: 5 });
    const { store } = opened;
    const key = new Uint8Array(32);
    await store.reserveAttempt([{ key, limit: 1, windowMs: hourMs }]);
    const before = opened.countRows('attempts');
    Atomics.add(opened.clockOffset, 0, BigInt(2 * hourMs));
    while (opened.countRows('attempts') > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(before, 1);
    await opened.close();
  });

  it('tells when upkeep fails, and serves calls all the same', async () => {
    const failures: Error[] = [];
    const opened = await openTemporary({ maintenanceIntervalMs: 5, onUpkeepFailure: (error) => failures.push(error) });
    opened.execute('DROP TABLE attempts');
    while (failures.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await createPerson(opened.store);
    await opened.close();
  });
});

describe('the clock of a store', () => {
  it('never runs back, also when the machine’s is set back while the store is closed', async () => {
    const opened = await openTemporary();
    await createPerson(opened.store);
    const { nowMs } = await opened.store.vouchForClient('app' as never);
    const store = await opened.reopen(-hourMs);
    const after = await store.vouchForClient('app' as never);
    assert.ok(after.nowMs >= nowMs, `${nowMs - after.nowMs} ms back`);
    await opened.close();
  });
});
