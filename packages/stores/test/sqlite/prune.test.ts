import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import type { AuthorityStore, NewSession, RedeemCodeResult } from '@latchkey/server/store';
import {
  app,
  dayMs,
  declareClient,
  declareClients,
  declareToldClient,
  here,
  hourMs,
  minuteMs,
  otherApp,
} from '../../src/contract/scenario.ts';
import {
  beginGrant,
  createPerson,
  type IssuedGrant,
  issueCode,
  makeHash,
  redeem,
  refresh,
  type SignedInBrowser,
  signIn,
} from '../../src/contract/steps.ts';
import { askEngine, type OpenedEngine, openTemporaryEngine } from './open-engine.ts';

interface Pruned extends OpenedEngine {
  /** The engine as a store, each call a batch of its own. */
  readonly store: AuthorityStore;
  count(table: string): number;
  /** Maintain until nothing is left to do; answers how many steps it took. */
  pruneAll(): number;
}

async function withPrunable(run: (opened: Pruned) => Promise<void>, pruneRows = 500): Promise<void> {
  const opened = openTemporaryEngine({ pruneRows });
  const store = askEngine(opened.engine);
  const pruned: Pruned = {
    ...opened,
    store,
    count: (table) => Number(opened.db.prepare(`SELECT count(*) AS found FROM ${table}`).get()?.['found']),
    pruneAll() {
      let steps = 1;
      while (opened.engine.maintain()) steps += 1;
      return steps;
    },
  };
  try {
    // Rows go at the end of a day: from noon on, the minutes that a test takes never cross one.
    opened.advance(untilNextNoonMs(Date.now()));
    await declareClients(store, [app]);
    await run(pruned);
  } finally {
    opened.close();
  }
}

function untilNextNoonMs(nowMs: number): number {
  return dayMs - ((nowMs + dayMs / 2) % dayMs);
}

async function signInSomebody(store: AuthorityStore, change: Partial<NewSession> = {}): Promise<SignedInBrowser> {
  return signIn(store, await createPerson(store), change);
}

describe('pruning', () => {
  it('takes codes away an hour after they expired, redeemed or not', () =>
    withPrunable(async ({ store, advance, count, pruneAll }) => {
      const browser = await signInSomebody(store);
      await issueCode(store, browser);
      const redeemed = await issueCode(store, browser);
      await redeem(store, redeemed);
      advance(hourMs);
      pruneAll();
      assert.equal(count('authorization_codes'), 2);
      assert.equal((await redeem(store, redeemed)).status, 'replayed', 'a second redemption is still seen');
      advance(2 * minuteMs);
      pruneAll();
      assert.equal(count('authorization_codes'), 0);
      assert.equal(count('grants'), 1);
    }));

  it('keeps an ended grant for a week, so that a late client hears why, and then takes it away', () =>
    withPrunable(async ({ store, advance, count, pruneAll }) => {
      const browser = await signInSomebody(store, { idleTtlMs: 90 * dayMs, absoluteTtlMs: 90 * dayMs });
      const grant = await beginGrant(store, browser);
      await endGrant(store, grant);
      advance(7 * dayMs);
      pruneAll();
      assert.equal((await refresh(store, grant, 0)).status, 'ended');
      advance(dayMs);
      pruneAll();
      assert.equal((await refresh(store, grant, 0)).status, 'unknown');
      assert.deepEqual([count('grants'), count('sessions')], [0, 1]);
    }));

  it('takes grants away a week after their session, person or client ended them', () =>
    withPrunable(async ({ store, advance, count, pruneAll }) => {
      const signedOut = await signInSomebody(store);
      const deactivated = await signInSomebody(store);
      for (const browser of [signedOut, deactivated]) await beginGrant(store, browser);
      await declareClients(store, [app, otherApp]);
      await beginGrant(store, await signInSomebody(store), { clientId: otherApp });
      await store.endSession({ ...signedOut.session, reason: 'x' }, here);
      await store.deactivateUser(deactivated.userId, here);
      await declareClients(store, [app]);
      advance(7 * dayMs);
      pruneAll();
      assert.equal(count('grants'), 3);
      advance(dayMs);
      pruneAll();
      assert.equal(count('grants'), 0);
    }));

  it('never takes a grant that can still be refreshed, nor the expired session it was begun in', () =>
    withPrunable(async ({ store, advance, count, pruneAll }) => {
      const grant = await beginGrant(store, await signInSomebody(store));
      for (let generation = 0; generation < 8; generation += 1) {
        advance(10 * dayMs);
        pruneAll();
        assert.equal((await refresh(store, grant, generation)).status, 'rotated');
      }
      advance(10 * dayMs);
      assert.deepEqual(await refresh(store, grant, 8), { status: 'ended', reason: 'expired' });
      advance(8 * dayMs);
      pruneAll();
      assert.equal(count('grants'), 0);
      advance(8 * dayMs);
      pruneAll();
      assert.equal(count('sessions'), 0);
    }));

  it('R1 keeps, while a session lives, one grant of each client that is to be told when it ends', () =>
    withPrunable(async ({ store, advance, count, pruneAll }) => {
      await store.reconcileConfiguration([declareToldClient(app), declareClient(otherApp)], hourMs, here);
      const long = { idleTtlMs: 60 * dayMs, absoluteTtlMs: 60 * dayMs };
      const [browser, expiring] = [await signInSomebody(store, long), await signInSomebody(store)];
      for (const clientId of [app, app, otherApp])
        await endGrant(store, await beginGrant(store, browser, { clientId }));
      await endGrant(store, await beginGrant(store, expiring));
      advance(8 * dayMs);
      pruneAll();
      assert.equal(count('grants'), 1);
      advance(40 * dayMs);
      pruneAll();
      const { sessionId, userId } = browser.session;
      await store.endSession({ sessionId, userId, reason: 'x' }, here);
      const [told, ...more] = await store.claimLogoutNotifications({ limit: 10, leaseMs: hourMs }, here);
      assert.deepEqual([told?.sessionId, told?.clientId, more.length], [sessionId, app, 0]);
      advance(15 * dayMs);
      pruneAll();
      assert.equal(count('grants'), 0);
    }));

  it('takes a notification away that nobody has sent, a day after its end', () =>
    withPrunable(async ({ store, advance, count, pruneAll }) => {
      await store.reconcileConfiguration([declareToldClient(app)], hourMs, here);
      const browser = await signInSomebody(store);
      await beginGrant(store, browser);
      await store.endSession({ ...browser.session, reason: 'x' }, here);
      advance(dayMs);
      pruneAll();
      assert.equal(count('logout_notifications'), 1);
      advance(hourMs);
      pruneAll();
      assert.equal(count('logout_notifications'), 0);
    }));

  it('keeps a grant while an access token issued under it lives, however long that is', () =>
    withPrunable(async ({ store, advance, count, pruneAll }) => {
      const browser = await signInSomebody(store);
      const code = await issueCode(store, browser);
      const result: RedeemCodeResult = await redeem(store, code, { refresh: undefined, accessTokenTtlMs: 20 * dayMs });
      assert.equal(result.status, 'redeemed');
      await store.endSession({ ...browser.session, reason: 'x' }, here);
      advance(20 * dayMs);
      pruneAll();
      assert.equal(count('grants'), 1);
      advance(8 * dayMs);
      pruneAll();
      assert.equal(count('grants'), 0);
    }));

  it('keeps a grant while an access token that a replay was answered with lives', () =>
    withPrunable(async ({ store, advance, count, pruneAll }) => {
      const grant = await beginGrant(store, await signInSomebody(store), { refresh: { idleTtlMs: dayMs } });
      await refresh(store, grant, 0, { idleTtlMs: dayMs });
      assert.equal((await refresh(store, grant, 0, { accessTokenTtlMs: 20 * dayMs })).status, 'replayed');
      advance(20 * dayMs);
      pruneAll();
      assert.equal(count('grants'), 1);
      advance(8 * dayMs);
      pruneAll();
      assert.equal(count('grants'), 0);
    }));

  it('takes an expired or ended session away after a week, and no live one', () =>
    withPrunable(async ({ store, advance, count, pruneAll }) => {
      const long = { idleTtlMs: 90 * dayMs, absoluteTtlMs: 90 * dayMs };
      await signInSomebody(store);
      await store.endSession({ ...(await signInSomebody(store, long)).session, reason: 'x' }, here);
      await store.deactivateUser((await signInSomebody(store, long)).userId, here);
      const live = await signInSomebody(store, { idleTtlMs: 10 * dayMs, absoluteTtlMs: 90 * dayMs });
      advance(7 * dayMs);
      pruneAll();
      assert.equal(count('sessions'), 4);
      for (let day = 0; day < 30; day += 1) {
        advance(dayMs);
        pruneAll();
        assert.ok(await store.findSessionByCookie(live.cookieHash));
      }
      assert.equal(count('sessions'), 1);
    }));

  it('takes away expired entries, windows and links, and keeps the head of the log', () =>
    withPrunable(async ({ store, advance, count, pruneAll }) => {
      await endGrant(store, await beginGrant(store, await signInSomebody(store)));
      await store.reserveAttempt([{ key: makeHash(), limit: 1, windowMs: minuteMs }]);
      await store.offerFirstAdministrator({ role: 'administrator', linkHash: makeHash(), ttlMs: minuteMs }, here);
      const { head } = await store.readRevocationLog(0);
      pruneAll();
      const tables = ['revocation_log', 'attempts', 'first_administrator_link'];
      assert.deepEqual(tables.map(count), [1, 1, 1]);
      advance(hourMs);
      pruneAll();
      assert.deepEqual(tables.map(count), [0, 0, 0]);
      const emptied = await store.readRevocationLog(0);
      assert.deepEqual([emptied.head, emptied.entries], [head, []]);
      await endGrant(store, await beginGrant(store, await signInSomebody(store)));
      const [next] = (await store.readRevocationLog(0)).entries;
      assert.deepEqual([next?.seq, next?.previousDigest], [head.seq + 1, head.digest]);
    }));

  it('goes in small steps', () =>
    withPrunable(async ({ store, advance, count, pruneAll, engine }) => {
      for (let window = 0; window < 25; window += 1) {
        await store.reserveAttempt([{ key: makeHash(), limit: 1, windowMs: minuteMs }]);
      }
      advance(hourMs);
      assert.equal(engine.maintain(), true);
      assert.equal(count('attempts'), 15);
      assert.equal(pruneAll(), 2);
      assert.equal(count('attempts'), 0);
    }, 10));

  it('stops while the clock of the machine has jumped, and the store goes on', () =>
    withPrunable(async ({ store, count, pruneAll }) => {
      await store.reserveAttempt([{ key: makeHash(), limit: 1, windowMs: minuteMs }]);
      const now = Date.now;
      const clock = mock.method(Date, 'now', () => now() + hourMs);
      try {
        pruneAll();
        assert.equal(count('attempts'), 1);
        await createPerson(store);
      } finally {
        clock.mock.restore();
      }
    }));

  it('never touches people or the audit trail', () =>
    withPrunable(async ({ store, advance, count, pruneAll }) => {
      await store.deactivateUser(await createPerson(store), here);
      const before = count('audit_events');
      advance(3_650 * dayMs);
      pruneAll();
      assert.deepEqual([count('users'), count('audit_events')], [1, before]);
    }));
});

async function endGrant(store: AuthorityStore, grant: IssuedGrant): Promise<void> {
  const { grantNumber, handleHash, clientId } = grant;
  assert.equal(await store.endGrant({ grantNumber, handleHash, clientId, generation: 0, reason: 'x' }, here), 'ended');
}

describe('what a refresh writes', () => {
  it('T4 is no indexed column, but for the day of pruning when that changes', () =>
    withPrunable(async ({ store, db, advance }) => {
      const session = { idleTtlMs: 90 * dayMs, absoluteTtlMs: 90 * dayMs };
      const grant = await beginGrant(store, await signInSomebody(store, session), {
        refresh: { absoluteTtlMs: 365 * dayMs },
      });
      const indexed = db
        .prepare(
          `SELECT DISTINCT c.name FROM pragma_index_list('grants') i, pragma_index_info(i.name) c WHERE c.name IS NOT NULL`,
        )
        .all()
        .map((row) => String(row['name']));
      assert.deepEqual([...indexed].sort(), ['client_id', 'grant_id', 'prune_day', 'session_number']);
      const writes: string[] = [];
      db.exec(`CREATE TEMP TABLE touched (name TEXT);
        ${indexed
          .map(
            (name) => `CREATE TEMP TRIGGER touch_${name} AFTER UPDATE OF ${name} ON main.grants
                       BEGIN INSERT INTO touched VALUES ('${name}'); END;`,
          )
          .join('\n')}`);
      const readTouched = (): readonly string[] => {
        const names = db
          .prepare('SELECT name FROM touched')
          .all()
          .map((row) => String(row['name']));
        db.exec('DELETE FROM touched');
        return names;
      };
      await refresh(store, grant, 0);
      await refresh(store, grant, 1);
      await refresh(store, grant, 0);
      writes.push(...readTouched());
      assert.deepEqual(writes, []);
      advance(dayMs);
      await refresh(store, grant, 2);
      assert.deepEqual(readTouched(), ['prune_day']);
    }));
});
