import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OpenStore } from './opened-store.ts';
import { dayMs, here, hourMs, minuteMs, otherApp, withStore } from './scenario.ts';
import {
  beginGrant,
  beginGrantOfSomebody,
  createPerson,
  isAccessTokenRevoked,
  makeHash,
  refresh,
  signIn,
} from './steps.ts';

export function describeGrantLifetimes(open: OpenStore): void {
  describe('a grant', () => {
    it('ends with its idle time and with its absolute time, whichever comes first', () =>
      withStore(open, async ({ store, advance }) => {
        const idle = await beginGrantOfSomebody(store, { refresh: { idleTtlMs: hourMs } });
        const absolute = await beginGrantOfSomebody(store, { refresh: { absoluteTtlMs: hourMs } });
        advance(hourMs);
        assert.deepEqual(await refresh(store, idle, 0), { status: 'ended', reason: 'idle_too_long' });
        assert.deepEqual(await refresh(store, absolute, 0), { status: 'ended', reason: 'expired' });
      }));

    it('extends its idle time when it rotates, by what the client is allowed now', () =>
      withStore(open, async ({ store, advance }) => {
        const grant = await beginGrantOfSomebody(store, { refresh: { idleTtlMs: hourMs } });
        advance(59 * minuteMs);
        await refresh(store, grant, 0, { idleTtlMs: 2 * hourMs });
        advance(119 * minuteMs);
        assert.equal((await refresh(store, grant, 1)).status, 'rotated');
      }));

    it('ends with its session when it is not offline, and outlives its expiry when it is', () =>
      withStore(open, async ({ store, advance }) => {
        const session = { idleTtlMs: hourMs, absoluteTtlMs: dayMs };
        const bound = await beginGrantOfSomebody(store, { session, refresh: { offline: false } });
        const offline = await beginGrantOfSomebody(store, { session });
        advance(hourMs);
        assert.deepEqual(await refresh(store, bound, 0), { status: 'ended', reason: 'session_expired' });
        assert.equal((await refresh(store, offline, 0)).status, 'rotated');
      }));

    it('counts as use of the session, and a replay does not', () =>
      withStore(open, async ({ store, advance }) => {
        const session = { idleTtlMs: hourMs, absoluteTtlMs: dayMs };
        const used = await beginGrantOfSomebody(store, { session, refresh: { offline: false } });
        const replayed = await beginGrantOfSomebody(store, { session, refresh: { offline: false } });
        await refresh(store, replayed, 0);
        advance(50 * minuteMs);
        await refresh(store, used, 0);
        await refresh(store, replayed, 0, { overlapMs: dayMs });
        advance(50 * minuteMs);
        assert.equal((await refresh(store, used, 1)).status, 'rotated');
        assert.deepEqual(await refresh(store, replayed, 1), { status: 'ended', reason: 'session_expired' });
      }));

    it('never brings an expired session back to life', () =>
      withStore(open, async ({ store, advance }) => {
        const browser = await signIn(store, await createPerson(store), { idleTtlMs: hourMs });
        const grant = await beginGrant(store, browser);
        advance(hourMs);
        assert.equal((await refresh(store, grant, 0)).status, 'rotated');
        assert.equal(await store.findSession(browser.session.sessionId), undefined);
        assert.equal(await store.findSessionByCookie(browser.cookieHash), undefined);
      }));

    it('says when a grant can no longer be refreshed, whatever is done', () =>
      withStore(open, async ({ store }) => {
        const session = { absoluteTtlMs: dayMs };
        const refreshed = async (offline: boolean): Promise<number | undefined> => {
          const grant = await beginGrantOfSomebody(store, { session, refresh: { offline, absoluteTtlMs: 2 * dayMs } });
          const result = await refresh(store, grant, 0);
          assert.ok(result.status === 'rotated' && result.grant.refreshExpiresAtMs !== undefined);
          return Math.round((result.grant.refreshExpiresAtMs - result.grant.nowMs) / hourMs);
        };
        assert.equal(await refreshed(true), 48);
        assert.equal(await refreshed(false), 24);
      }));

    it('knows the current token of a live grant, and no other', () =>
      withStore(open, async ({ store, advance }) => {
        const grant = await beginGrantOfSomebody(store);
        await refresh(store, grant, 0);
        const find = (generation: number, handleHash = grant.handleHash): Promise<object | undefined> =>
          store.findLiveRefreshToken({ grantNumber: grant.grantNumber, handleHash, generation });
        assert.ok(await find(1));
        assert.equal(await find(0), undefined);
        assert.equal(await find(2), undefined);
        assert.equal(await find(1, makeHash()), undefined);
        advance(90 * dayMs);
        assert.equal(await find(1), undefined);
      }));

    it('RFC 7009 ends a grant by any of its tokens, for its own client only, and once', () =>
      withStore(open, async ({ store, events }) => {
        const grant = await beginGrantOfSomebody(store);
        await refresh(store, grant, 0);
        const { grantNumber, handleHash, clientId } = grant;
        const presented = { grantNumber, handleHash, clientId, generation: 0, reason: 'revoked_by_client' };
        assert.equal(await store.endGrant({ ...presented, clientId: otherApp }, here), 'unknown');
        assert.equal(await store.endGrant({ ...presented, handleHash: makeHash() }, here), 'unknown');
        assert.equal(await isAccessTokenRevoked(store, grant), false);
        assert.equal(await store.endGrant(presented, here), 'ended');
        assert.equal(await store.endGrant(presented, here), 'unknown');
        assert.equal(await isAccessTokenRevoked(store, grant), true);
        assert.deepEqual(await refresh(store, grant, 1), { status: 'ended', reason: 'revoked_by_client' });
        assert.deepEqual(
          events.filter((event) => event.type === 'grant.ended').map((event) => event.grantId),
          [grant.grantId],
        );
      }));
  });
}
