import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import type { SessionDigest } from '@latchkey/bff/store';
import type { OpenBffStore } from './opened-store.ts';
import {
  begin,
  beginExpired,
  claim,
  leaseMs,
  makeDigest,
  makeTokens,
  minuteMs,
  replace,
  withBffStore,
} from './scenario.ts';

export function describeRefreshing(open: OpenBffStore): void {
  describe('refreshing', () => {
    it('B4 is let to exactly one of 100 who ask at once through two stores', () =>
      withBffStore(open, async ({ store, openAnother }) => {
        const digest = await begin(store);
        const stores = [store, await openAnother()];
        const claims = await Promise.all(
          Array.from({ length: 50 }, () => stores.map((one) => claim(one, digest, randomUUID()))).flat(),
        );
        assert.equal(claims.filter((one) => one.status === 'claimed').length, 1);
        for (const one of claims) {
          if (one.status === 'claimed') continue;
          assert.equal(one.status, 'busy');
          assert.ok(one.leaseEndsInMs > 0 && one.leaseEndsInMs <= leaseMs, `${one.leaseEndsInMs} ms`);
        }
      }));

    it('B4 holds up no other session', () =>
      withBffStore(open, async ({ store }) => {
        for (const digest of [await begin(store), await begin(store)]) {
          assert.deepEqual(await claim(store, digest, 'mine'), { status: 'claimed' });
        }
      }));

    it('B4 stays with the claim that asks again', () =>
      withBffStore(open, async ({ store }) => {
        const digest = await begin(store);
        assert.equal((await claim(store, digest, 'mine')).status, 'claimed');
        assert.equal((await claim(store, digest, 'mine')).status, 'claimed');
        assert.equal((await claim(store, digest, 'other')).status, 'busy');
      }));

    it('B4 puts the new tokens in place, and whoever knows the old ones is given them', () =>
      withBffStore(open, async ({ store, openAnother }) => {
        const digest = await begin(store);
        const sealedTokens = makeTokens();
        await claim(store, digest, 'mine');
        assert.equal(await replace(store, digest, 'mine', { sealedTokens }), 'replaced');
        const session = await store.findSession(digest);
        assert.deepEqual([session?.version, session?.sealedTokens], [1, sealedTokens]);
        assert.deepEqual(await claim(await openAnother(), digest, 'other'), { status: 'newer', session });
        assert.equal((await claim(store, digest, 'other', 1)).status, 'claimed', 'the lease was given back');
      }));

    it('B4 tells that there are newer tokens also while somebody refreshes those', () =>
      withBffStore(open, async ({ store }) => {
        const digest = await begin(store);
        await claim(store, digest, 'mine');
        await replace(store, digest, 'mine');
        await claim(store, digest, 'mine', 1);
        assert.equal((await claim(store, digest, 'late')).status, 'newer');
      }));

    it('B4 passes to another when the lease has run out, and the first may change nothing then', () =>
      withBffStore(open, async ({ store, advance }) => {
        const digest = await begin(store);
        await claim(store, digest, 'mine');
        advance(leaseMs);
        assert.equal((await claim(store, digest, 'other')).status, 'claimed');
        const before = await store.findSession(digest);
        assert.equal(await replace(store, digest, 'mine'), 'superseded');
        await store.releaseRefresh({ sessionDigest: digest, claimId: 'mine' });
        assert.deepEqual(await store.findSession(digest), before);
        assert.equal((await claim(store, digest, 'third')).status, 'busy');
        assert.equal(await replace(store, digest, 'other'), 'replaced');
      }));

    it('B4 may end late when nobody has taken over', () =>
      withBffStore(open, async ({ store, advance }) => {
        const digest = await begin(store);
        await claim(store, digest, 'mine');
        advance(2 * leaseMs);
        assert.equal(await replace(store, digest, 'mine'), 'replaced');
      }));

    it('B4 changes nothing without a claim, with another one, or a second time with the same', () =>
      withBffStore(open, async ({ store }) => {
        const digest = await begin(store);
        const began = await store.findSession(digest);
        assert.equal(await replace(store, digest, 'mine'), 'superseded');
        await claim(store, digest, 'mine');
        assert.equal(await replace(store, digest, 'other'), 'superseded');
        assert.deepEqual(await store.findSession(digest), began);
        assert.equal(await replace(store, digest, 'mine'), 'replaced');
        assert.equal(await replace(store, digest, 'mine', { version: 1 }), 'superseded');
        assert.equal((await store.findSession(digest))?.version, 1);
      }));

    it('B4 replaces only the version that was claimed', () =>
      withBffStore(open, async ({ store }) => {
        const digest = await begin(store);
        await claim(store, digest, 'mine');
        for (const version of [-1, 1]) {
          assert.equal(await replace(store, digest, 'mine', { version }), 'superseded', `version ${version}`);
        }
        assert.equal(await replace(store, digest, 'mine', { version: 0 }), 'replaced');
        await claim(store, digest, 'mine', 1);
        assert.equal(await replace(store, digest, 'mine', { version: 0 }), 'superseded');
        assert.equal(await replace(store, digest, 'mine', { version: 1 }), 'replaced');
      }));

    it('B4 is free at once when given back, and only by whoever has it', () =>
      withBffStore(open, async ({ store }) => {
        const digest = await begin(store);
        await claim(store, digest, 'mine');
        await store.releaseRefresh({ sessionDigest: digest, claimId: 'other' });
        assert.equal((await claim(store, digest, 'other')).status, 'busy');
        await store.releaseRefresh({ sessionDigest: digest, claimId: 'mine' });
        assert.equal(await replace(store, digest, 'mine'), 'superseded');
        assert.equal((await claim(store, digest, 'other')).status, 'claimed');
        assert.equal((await store.findSession(digest))?.version, 0);
      }));

    it('R1 revives no session that is over', () =>
      withBffStore(open, async (scenario) => {
        const { store, advance } = scenario;
        const [ended, expiring] = [await begin(store), await begin(store, { idleTtlMs: minuteMs })];
        for (const digest of [ended, expiring]) await claim(store, digest, 'mine');
        await store.endSession(ended);
        advance(minuteMs);
        for (const digest of [ended, expiring, await beginExpired(scenario), makeDigest() as SessionDigest]) {
          assert.equal(await replace(store, digest, 'mine'), 'gone');
          assert.deepEqual(await claim(store, digest, 'mine'), { status: 'gone' });
          assert.equal(await store.findSession(digest), undefined);
        }
      }));

    it('L7 is not a use: it extends no session', () =>
      withBffStore(open, async ({ store, advance }) => {
        const digest = await begin(store, { idleTtlMs: 10 * minuteMs });
        advance(5 * minuteMs);
        await claim(store, digest, 'mine');
        await replace(store, digest, 'mine');
        advance(5 * minuteMs);
        assert.equal(await store.findSession(digest), undefined);
      }));

    it('B4 keeps each of many changes that race through two stores, in one order', () =>
      withBffStore(open, async ({ store, openAnother }) => {
        const digest = await begin(store);
        const stores = [store, await openAnother()];
        const winners: (readonly string[])[] = [];
        for (let version = 0; version < 20; version += 1) {
          const racers = stores.flatMap((one) => [0, 1, 2].map(() => ({ one, claimId: randomUUID() })));
          const outcomes = await Promise.all(
            racers.map(async ({ one, claimId }) => {
              const { status } = await claim(one, digest, claimId, version);
              // Those who were not let try all the same, as a defective caller would.
              return { claimId, status, outcome: await replace(one, digest, claimId, { version }) };
            }),
          );
          winners.push(outcomes.filter(({ outcome }) => outcome === 'replaced').map(({ claimId }) => claimId));
          const claimed = outcomes.filter(({ status }) => status === 'claimed').map(({ claimId }) => claimId);
          assert.deepEqual(winners.at(-1), claimed);
          assert.equal((await stores[version % 2]?.findSession(digest))?.version, version + 1);
        }
        assert.ok(winners.every((won) => won.length === 1));
      }));
  });
}
