import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { describe, it, mock } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { BffStoreUnavailableError } from '@latchkey/bff/store';
import { createClock, createSharedOffset } from '@latchkey/server/store';
import { openSqliteBffStore } from '@latchkey/stores/sqlite-bff';
import { begin, claim, describeSession, hourMs, makeDigest, minuteMs } from '../../src/contract/bff/scenario.ts';
import { sessionsSchema } from '../../src/sqlite-bff/schema.ts';
import { beginWriting } from '../../src/sqlite-engine/begin-writing.ts';
import { openConnection } from '../../src/sqlite-engine/connection.ts';
import { openEngine } from '../../src/sqlite-engine/engine.ts';
import { readOutcomes } from '../sqlite/open-engine.ts';
import { withTemporary } from './open-temporary.ts';

/** Write to the database as another process would, for as long as the test says. */
function holdWriteLock(file: string): () => void {
  const db = new DatabaseSync(file);
  db.exec('BEGIN IMMEDIATE');
  return () => {
    db.exec('ROLLBACK');
    db.close();
  };
}

describe('a store while another process writes', () => {
  it('is read without waiting, and writes when the other is done', { timeout: 60_000 }, () =>
    withTemporary(async ({ store, file }) => {
      const digest = await begin(store);
      const release = holdWriteLock(file);
      assert.ok(await store.findSession(digest));
      assert.deepEqual(await store.filterLive([digest]), new Set([digest]));
      let settled = false;
      const claiming = claim(store, digest, 'mine').finally(() => {
        settled = true;
      });
      await wait(50);
      assert.equal(settled, false, 'an answer before the commit');
      release();
      assert.deepEqual(await claiming, { status: 'claimed' });
    }),
  );

  it('cannot answer when the other is never done, and keeps nothing of the call', () =>
    withTemporary(async ({ store, file }) => {
      const opened = openConnection(file, 'shared');
      const patience = { giveUpAfterMs: 10, busyTimeoutMs: 10 };
      const connection = { ...opened, beginWriting: () => beginWriting(opened.db, patience) };
      const engine = openEngine({ schema: sessionsSchema, connection, clock: createClock(), pruneRows: 500 });
      const release = holdWriteLock(file);
      const session = describeSession();
      const batch = engine.runBatch([{ id: 1, intent: 'beginSession', args: [session] }]);
      assert.deepEqual(readOutcomes(batch), ['unavailable']);
      release();
      assert.equal(await store.findSession(session.sessionDigest), undefined);
      engine.close();
    }));

  it('refuses as unavailable, not as a defect, what a database that fails cannot do', async () => {
    const store = await openSqliteBffStore({ file: ':memory:', maxPendingCalls: 1 });
    const settled = await Promise.allSettled([begin(store), begin(store)]);
    const refused = settled.filter((outcome) => outcome.status === 'rejected');
    assert.equal(refused.length, 1);
    assert.ok(refused[0]?.reason instanceof BffStoreUnavailableError);
    await store.close();
  });
});

describe('the clock of a store that several processes write', () => {
  it('is never behind what any of them has written', () =>
    withTemporary(async ({ store, file, clockOffset }) => {
      const behind = await openSqliteBffStore({ file, clockOffset: createSharedOffset() });
      Atomics.add(clockOffset, 0, BigInt(hourMs));
      const ahead = await store.findSession(await begin(store));
      const later = await behind.findSession(await begin(behind));
      assert.ok(ahead !== undefined && later !== undefined && later.createdAtMs >= ahead.createdAtMs);
      await behind.close();
    }));

  it('revives nothing when it was set back while the store was closed', () =>
    withTemporary(async ({ store, clockOffset, openAnother }) => {
      const digest = await begin(store, { idleTtlMs: minuteMs });
      Atomics.add(clockOffset, 0, BigInt(hourMs));
      await store.close();
      Atomics.sub(clockOffset, 0, BigInt(hourMs));
      assert.equal(await (await openAnother()).findSession(digest), undefined);
    }));
});

describe('the clock of a machine that was set back', () => {
  it('B4 does not keep the lease of a holder that is gone', () =>
    withTemporary(async ({ file }) => {
      const offset = createSharedOffset();
      Atomics.store(offset, 0, BigInt(hourMs));
      const connection = openConnection(file, 'shared');
      const engine = openEngine({ schema: sessionsSchema, connection, clock: createClock(offset), pruneRows: 500 });
      const ask = (intent: string, args: object): unknown =>
        readOutcomes(engine.runBatch([{ id: 1, intent, args: [args] }]))[0];
      const session = describeSession();
      ask('beginSession', session);
      const lease = { sessionDigest: session.sessionDigest, version: 0, leaseMs: minuteMs };
      assert.deepEqual(ask('claimRefresh', { ...lease, claimId: 'gone' }), { status: 'claimed' });
      Atomics.store(offset, 0, 0n);
      const monotonicNow = performance.now.bind(performance);
      const later = mock.method(performance, 'now', () => monotonicNow() + 2 * minuteMs);
      try {
        assert.deepEqual(ask('claimRefresh', { ...lease, claimId: 'mine' }), { status: 'claimed' });
      } finally {
        later.mock.restore();
      }
      engine.close();
    }));
});

describe('pruning what is over', () => {
  it(
    'takes sessions and logout tokens away by itself, in small steps, and nothing that is live',
    { timeout: 60_000 },
    () =>
      withTemporary(
        async ({ store, clockOffset, countRows }) => {
          const short = { idleTtlMs: hourMs };
          await Promise.all(Array.from({ length: 7 }, () => begin(store, short)));
          await Promise.all(Array.from({ length: 7 }, () => store.rememberLogoutToken(makeDigest(), hourMs)));
          const past = await begin(store, { absoluteTtlMs: hourMs });
          const live = await begin(store);
          const token = makeDigest();
          await store.rememberLogoutToken(token, 2 * hourMs);
          assert.deepEqual([countRows('sessions'), countRows('logout_tokens')], [9, 8]);
          Atomics.add(clockOffset, 0, BigInt(hourMs));
          while (countRows('sessions') > 1 || countRows('logout_tokens') > 1) await wait(5);
          assert.deepEqual(await store.filterLive([live, past]), new Set([live]));
          assert.equal(await store.rememberLogoutToken(token, hourMs), false);
        },
        { maintenanceIntervalMs: 5, pruneRows: 2 },
      ),
  );
});
