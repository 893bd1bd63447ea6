import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AttemptCounter } from '@latchkey/server/store';
import type { OpenStore } from './opened-store.ts';
import { minuteMs, withStore } from './scenario.ts';
import { makeHash } from './steps.ts';

function describeCounter(limit: number): AttemptCounter {
  return { key: makeHash(), limit, windowMs: 10 * minuteMs };
}

export function describeAttempts(open: OpenStore): void {
  describe('attempts', () => {
    it('L2 are allowed as many times as the limit says, of 100 in parallel', () =>
      withStore(open, async ({ store }) => {
        const counter = describeCounter(7);
        const results = await Promise.all(Array.from({ length: 100 }, () => store.reserveAttempt([counter])));
        assert.equal(results.filter((result) => result.allowed).length, 7);
        assert.equal(results.filter((result) => !result.allowed && result.firstRefusal).length, 1);
      }));

    it('L2 count against every counter or against none', () =>
      withStore(open, async ({ store }) => {
        const account = describeCounter(3);
        const address = describeCounter(2);
        await store.reserveAttempt([account, address]);
        await store.reserveAttempt([account, address]);
        for (let attempt = 0; attempt < 5; attempt += 1) {
          assert.equal((await store.reserveAttempt([account, address])).allowed, false);
        }
        assert.equal((await store.reserveAttempt([account])).allowed, true);
        assert.equal((await store.reserveAttempt([account])).allowed, false);
      }));

    it('L2 start again when the window ends, which began with the first of them', () =>
      withStore(open, async ({ store, advance }) => {
        const counter = describeCounter(2);
        await store.reserveAttempt([counter]);
        advance(6 * minuteMs);
        await store.reserveAttempt([counter]);
        const refused = await store.reserveAttempt([counter]);
        assert.ok(!refused.allowed);
        assert.ok(refused.retryAfterMs > 3 * minuteMs && refused.retryAfterMs <= 4 * minuteMs);
        advance(refused.retryAfterMs);
        assert.equal((await store.reserveAttempt([counter])).allowed, true);
        assert.equal((await store.reserveAttempt([counter])).allowed, true);
        const again = await store.reserveAttempt([counter]);
        assert.ok(!again.allowed && again.firstRefusal, 'a new window reports its own first refusal');
      }));

    it('L2 are refused by a limit of none', () =>
      withStore(open, async ({ store }) => {
        const results = [
          await store.reserveAttempt([describeCounter(0)]),
          await store.reserveAttempt([describeCounter(5), describeCounter(0)]),
        ];
        for (const result of results) assert.ok(!result.allowed && result.firstRefusal && result.retryAfterMs > 0);
      }));

    it('L2 are forgotten after a success, and only those named', () =>
      withStore(open, async ({ store }) => {
        const account = describeCounter(1);
        const address = describeCounter(1);
        await store.reserveAttempt([account, address]);
        await store.clearAttempts([account.key]);
        assert.equal((await store.reserveAttempt([account])).allowed, true);
        assert.equal((await store.reserveAttempt([address])).allowed, false);
      }));

    it('L2 are not forgotten by closing the store', () =>
      withStore(open, async (scenario) => {
        const counter = describeCounter(1);
        await scenario.store.reserveAttempt([counter]);
        await scenario.reopen(minuteMs);
        assert.equal((await scenario.store.reserveAttempt([counter])).allowed, false);
      }));
  });
}
