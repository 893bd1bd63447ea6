import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RotateRefreshTokenResult } from '@latchkey/server/store';
import type { OpenStore } from './opened-store.ts';
import { app, dayMs, elsewhere, here, hourMs, minuteMs, otherApp, overlapMs, withStore } from './scenario.ts';
import {
  beginGrant,
  beginGrantOfSomebody,
  countStatuses,
  createPerson,
  isAccessTokenRevoked,
  makeHash,
  refresh,
  signIn,
} from './steps.ts';

/** Generation and key of the token an answer hands out. */
function readToken(result: RotateRefreshTokenResult): readonly [status: string, generation?: number, keyId?: number] {
  if (result.status !== 'rotated' && result.status !== 'replayed') return [result.status];
  return [result.status, result.generation, result.keyId];
}

export function describeRefreshing(open: OpenStore): void {
  describe('refreshing', () => {
    it('T4 gives 50 parallel refreshes of one token one successor', () =>
      withStore(open, async ({ store }) => {
        const grant = await beginGrantOfSomebody(store);
        const results = await Promise.all(Array.from({ length: 50 }, () => refresh(store, grant, 0)));
        assert.deepEqual(countStatuses(results), { rotated: 1, replayed: 49 });
        for (const result of results) assert.deepEqual(readToken(result).slice(1), [1, 2]);
        assert.deepEqual(readToken(await refresh(store, grant, 1)), ['rotated', 2, 2]);
      }));

    it('T4 refreshes many grants in parallel, each by itself', () =>
      withStore(open, async ({ store }) => {
        const browser = await signIn(store, await createPerson(store));
        const grants = await Promise.all(Array.from({ length: 20 }, () => beginGrant(store, browser)));
        assert.equal(new Set(grants.map((grant) => grant.grantNumber)).size, 20);
        for (const generation of [0, 1, 2]) {
          const results = await Promise.all(grants.map((grant) => refresh(store, grant, generation)));
          for (const [index, result] of results.entries()) {
            assert.deepEqual(readToken(result), ['rotated', generation + 1, 2]);
            const grantNumber = result.status === 'rotated' ? result.grant.grantNumber : undefined;
            assert.equal(grantNumber, grants[index]?.grantNumber);
          }
        }
      }));

    it('T4 answers a superseded token within the overlap with the current one, also after two rotations', () =>
      withStore(open, async ({ store, advance }) => {
        const grant = await beginGrantOfSomebody(store);
        await refresh(store, grant, 0, { successorKeyId: 5 });
        advance(overlapMs / 3);
        await refresh(store, grant, 1, { successorKeyId: 6 });
        advance(overlapMs / 3);
        assert.deepEqual(readToken(await refresh(store, grant, 0, { successorKeyId: 7 })), ['replayed', 2, 6]);
        assert.deepEqual(readToken(await refresh(store, grant, 1, { successorKeyId: 7 })), ['replayed', 2, 6]);
        assert.deepEqual(readToken(await refresh(store, grant, 2, { successorKeyId: 7 })), ['rotated', 3, 7]);
      }));

    it('T4 measures the overlap from when that very token was superseded', () =>
      withStore(open, async ({ store, advance }) => {
        const grant = await beginGrantOfSomebody(store);
        await refresh(store, grant, 0);
        advance(overlapMs / 2);
        await refresh(store, grant, 1);
        advance(overlapMs / 2 + 1);
        assert.equal((await refresh(store, grant, 1)).status, 'replayed');
        assert.equal((await refresh(store, grant, 0)).status, 'reused');
      }));

    it('T4 ends a grant at late reuse, revokes its access tokens, and says where and when it was rotated', () =>
      withStore(open, async ({ store, advance, events }) => {
        const grant = await beginGrantOfSomebody(store);
        const rotated = await refresh(store, grant, 0);
        advance(overlapMs);
        assert.equal((await refresh(store, grant, 0, {}, elsewhere)).status, 'reused');
        assert.deepEqual(await refresh(store, grant, 1), { status: 'ended', reason: 'refresh_token_reused' });
        assert.equal(await isAccessTokenRevoked(store, grant), true);
        const event = events.at(-1);
        assert.equal(event?.type, 'refresh_token.reused');
        assert.deepEqual(
          [event.grantId, event.sessionId, event.userId, event.clientId],
          [grant.grantId, grant.sessionId, grant.userId, app],
        );
        assert.deepEqual([event.address, event.userAgent], [elsewhere.address, elsewhere.userAgent]);
        assert.deepEqual(event.detail, {
          rotatedAtMs: rotated.status === 'rotated' ? rotated.grant.nowMs : undefined,
          rotatedAddress: here.address,
          rotatedUserAgent: here.userAgent,
        });
      }));

    it('T4 touches no other grant, session or device at late reuse', () =>
      withStore(open, async ({ store, advance }) => {
        const userId = await createPerson(store);
        const browser = await signIn(store, userId);
        const grant = await beginGrant(store, browser);
        const sibling = await beginGrant(store, browser);
        const otherDevice = await beginGrant(store, await signIn(store, userId));
        await refresh(store, grant, 0);
        advance(overlapMs);
        assert.equal((await refresh(store, grant, 0)).status, 'reused');
        for (const untouched of [sibling, otherDevice]) {
          assert.equal((await refresh(store, untouched, 0)).status, 'rotated');
          assert.equal(await isAccessTokenRevoked(store, untouched), false);
        }
        assert.ok(await store.findSessionByCookie(browser.cookieHash));
      }));

    it('T4 revokes a reused grant once, however often the token is presented again', () =>
      withStore(open, async ({ store, advance, events }) => {
        const grant = await beginGrantOfSomebody(store);
        await refresh(store, grant, 0);
        advance(overlapMs);
        const results = await Promise.all(Array.from({ length: 10 }, () => refresh(store, grant, 0)));
        assert.deepEqual(countStatuses(results), { reused: 1, ended: 9 });
        assert.equal(events.filter((event) => event.type === 'refresh_token.reused').length, 1);
        assert.equal((await store.readRevocationLog(0)).entries.length, 1);
      }));

    it('T4 extends nothing on a replay', () =>
      withStore(open, async ({ store, advance }) => {
        const grant = await beginGrantOfSomebody(store, { refresh: { idleTtlMs: hourMs } });
        const long = { overlapMs: dayMs, idleTtlMs: hourMs };
        await refresh(store, grant, 0, long);
        advance(40 * minuteMs);
        assert.equal((await refresh(store, grant, 0, long)).status, 'replayed');
        advance(20 * minuteMs);
        assert.deepEqual(await refresh(store, grant, 1, long), { status: 'ended', reason: 'idle_too_long' });
      }));

    it('R4 reports a replay from another address or device, and none from the same', () =>
      withStore(open, async ({ store, events }) => {
        const grant = await beginGrantOfSomebody(store);
        await refresh(store, grant, 0);
        events.length = 0;
        await refresh(store, grant, 0);
        assert.equal(events.length, 0);
        await refresh(store, grant, 0, {}, { ...here, address: elsewhere.address });
        await refresh(store, grant, 0, {}, { ...here, userAgent: elsewhere.userAgent });
        assert.deepEqual(
          events.map((event) => [event.type, event.grantId]),
          Array.from({ length: 2 }, () => ['refresh_token.replayed_elsewhere', grant.grantId]),
        );
      }));

    it('T3 takes a wrong handle, client or grant number for an unknown token, and ends nothing', () =>
      withStore(open, async ({ store, advance }) => {
        const grant = await beginGrantOfSomebody(store);
        await refresh(store, grant, 0);
        advance(overlapMs);
        assert.equal((await refresh(store, grant, 0, { handleHash: makeHash() })).status, 'unknown');
        assert.equal((await refresh(store, grant, 0, { clientId: otherApp })).status, 'unknown');
        assert.equal((await refresh(store, grant, 0, { grantNumber: grant.grantNumber + 1 })).status, 'unknown');
        assert.equal((await refresh(store, grant, 1)).status, 'rotated');
        assert.equal(await isAccessTokenRevoked(store, grant), false);
      }));

    it('refuses a generation from the future, reports it, and ends nothing', () =>
      withStore(open, async ({ store, events }) => {
        const grant = await beginGrantOfSomebody(store);
        assert.equal((await refresh(store, grant, 1)).status, 'ahead');
        assert.deepEqual(
          [events.at(-1)?.type, events.at(-1)?.grantId],
          ['refresh_token.from_the_future', grant.grantId],
        );
        assert.equal((await refresh(store, grant, 0)).status, 'rotated');
      }));

    it('T7 refuses a binding added later, reports it, and ends nothing', () =>
      withStore(open, async ({ store, advance, events }) => {
        const grant = await beginGrantOfSomebody(store);
        await refresh(store, grant, 0);
        advance(overlapMs);
        assert.equal((await refresh(store, grant, 0, { binding: 'thumbprint' })).status, 'binding_mismatch');
        assert.equal(events.at(-1)?.type, 'refresh_token.binding_mismatch');
        assert.equal((await refresh(store, grant, 1)).status, 'rotated');
      }));

    it('RFC 6749 §6 narrows the answer and never the grant', () =>
      withStore(open, async ({ store }) => {
        const grant = await beginGrantOfSomebody(store);
        assert.equal((await refresh(store, grant, 0, { scopes: ['openid'], resources: [] })).status, 'rotated');
        assert.equal((await refresh(store, grant, 1, { scopes: ['openid', 'admin'] })).status, 'invalid_scope');
        assert.equal(
          (await refresh(store, grant, 1, { resources: ['https://x.example.com'] })).status,
          'invalid_target',
        );
        const result = await refresh(store, grant, 1);
        assert.deepEqual(result.status === 'rotated' && result.grant.scopes, ['openid', 'orders:read']);
      }));

    it('T5 reads person, session and roles afresh', () =>
      withStore(open, async ({ store }) => {
        const userId = await createPerson(store, { name: 'Ada', roles: ['clerk', 'auditor'] });
        const browser = await signIn(store, userId);
        const result = await refresh(store, await beginGrant(store, browser), 0);
        assert.ok(result.status === 'rotated');
        assert.deepEqual([...result.grant.user.roles].sort(), ['auditor', 'clerk']);
        assert.equal(result.grant.user.name, 'Ada');
        assert.equal(result.grant.session.authenticatedAtMs, browser.session.authenticatedAtMs);
        assert.deepEqual(result.grant.session.amr, ['pwd']);
      }));

    it('OpenID Connect Core §12.2 keeps saying when the person signed in for this grant, whatever they did since', () =>
      withStore(open, async ({ store, advance }) => {
        const browser = await signIn(store, await createPerson(store));
        const grant = await beginGrant(store, browser);
        advance(minuteMs);
        const renewed = await signIn(store, browser.userId, { previousCookieHash: browser.cookieHash });
        assert.equal(renewed.session.sessionId, browser.session.sessionId);
        const result = await refresh(store, grant, 0);
        assert.ok(result.status === 'rotated');
        assert.equal(result.grant.session.authenticatedAtMs, browser.session.authenticatedAtMs);
        const later = await refresh(store, await beginGrant(store, renewed), 0);
        assert.ok(later.status === 'rotated');
        assert.equal(later.grant.session.authenticatedAtMs, renewed.session.authenticatedAtMs);
      }));
  });
}
