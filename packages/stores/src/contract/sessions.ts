import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SessionId, UserId } from '@latchkey/server/store';
import type { OpenStore } from './opened-store.ts';
import { here, hourMs, minuteMs, otherApp, withStore } from './scenario.ts';
import { beginGrant, createPerson, isAccessTokenRevoked, makeHash, refresh, signIn } from './steps.ts';

export function describeSessions(open: OpenStore): void {
  describe('sessions', () => {
    it('R3 keeps when, how and from where a person signed in', () =>
      withStore(open, async ({ store, events }) => {
        const browser = await signIn(store, await createPerson(store), { amr: ['pwd', 'otp'], remembered: true });
        const found = await store.findSessionByCookie(browser.cookieHash);
        assert.deepEqual(found?.session, browser.session);
        assert.equal(found.user.userId, browser.userId);
        const { amr, remembered, address, userAgent, createdAtMs, authenticatedAtMs } = browser.session;
        assert.deepEqual([amr, remembered, address, userAgent], [['pwd', 'otp'], true, here.address, here.userAgent]);
        assert.equal(createdAtMs, authenticatedAtMs);
        assert.deepEqual([events.at(-1)?.type, events.at(-1)?.sessionId], ['session.started', found.session.sessionId]);
      }));

    it('ends by itself when unused for its idle time, and use extends that', () =>
      withStore(open, async ({ store, advance }) => {
        const browser = await signIn(store, await createPerson(store), { idleTtlMs: hourMs });
        advance(50 * minuteMs);
        assert.ok(await store.findSessionByCookie(browser.cookieHash));
        advance(50 * minuteMs);
        assert.ok(await store.findSession(browser.session.sessionId));
        assert.ok(await store.findSessionByCookie(browser.cookieHash));
        advance(hourMs);
        assert.equal(await store.findSession(browser.session.sessionId), undefined);
        assert.equal(await store.findSessionByCookie(browser.cookieHash), undefined);
      }));

    it('is not used by being looked up with an access token', () =>
      withStore(open, async ({ store, advance }) => {
        const browser = await signIn(store, await createPerson(store), { idleTtlMs: hourMs });
        advance(50 * minuteMs);
        assert.ok(await store.findSession(browser.session.sessionId));
        advance(10 * minuteMs);
        assert.equal(await store.findSession(browser.session.sessionId), undefined);
      }));

    it('ends at its absolute end, however much it is used', () =>
      withStore(open, async ({ store, advance }) => {
        const browser = await signIn(store, await createPerson(store), {
          idleTtlMs: hourMs,
          absoluteTtlMs: 2 * hourMs,
        });
        for (let quarter = 1; quarter < 8; quarter += 1) {
          advance(15 * minuteMs);
          assert.ok(await store.findSessionByCookie(browser.cookieHash));
        }
        advance(15 * minuteMs);
        assert.equal(await store.findSessionByCookie(browser.cookieHash), undefined);
      }));

    it('notes its use once a minute at most', () =>
      withStore(open, async ({ store, advance }) => {
        const browser = await signIn(store, await createPerson(store));
        const lastUsed = async (): Promise<number | undefined> =>
          (await store.findSessionByCookie(browser.cookieHash))?.session.lastUsedAtMs;
        assert.equal(await lastUsed(), browser.session.lastUsedAtMs);
        advance(minuteMs);
        const marked = await lastUsed();
        assert.ok(marked !== undefined && marked >= browser.session.lastUsedAtMs + minuteMs);
        assert.equal(await lastUsed(), marked);
      }));

    it('is renewed in place when the same person signs in again in that browser, with another secret', () =>
      withStore(open, async ({ store, advance, events }) => {
        const first = await signIn(store, await createPerson(store));
        const grant = await beginGrant(store, first, { refresh: { offline: false } });
        advance(hourMs);
        const second = await signIn(store, first.userId, { previousCookieHash: first.cookieHash });
        assert.equal(second.session.sessionId, first.session.sessionId);
        assert.ok(second.session.authenticatedAtMs >= first.session.authenticatedAtMs + hourMs);
        assert.equal(second.session.createdAtMs, first.session.createdAtMs);
        assert.equal(await store.findSessionByCookie(first.cookieHash), undefined);
        assert.ok(await store.findSessionByCookie(second.cookieHash));
        assert.equal(events.at(-1)?.type, 'session.renewed');
        assert.equal((await refresh(store, grant, 0)).status, 'rotated');
        assert.equal(await isAccessTokenRevoked(store, grant), false);
      }));

    it('is ended and revoked when another person signs in in that browser', () =>
      withStore(open, async ({ store, events }) => {
        const first = await signIn(store, await createPerson(store));
        const grant = await beginGrant(store, first);
        const second = await signIn(store, await createPerson(store), { previousCookieHash: first.cookieHash });
        assert.notEqual(second.session.sessionId, first.session.sessionId);
        assert.equal(await store.findSessionByCookie(first.cookieHash), undefined);
        assert.deepEqual(await refresh(store, grant, 0), { status: 'ended', reason: 'session_ended' });
        assert.equal(await isAccessTokenRevoked(store, grant), true);
        assert.deepEqual(
          events.slice(-2).map((event) => [event.type, event.userId]),
          [
            ['session.ended', first.userId],
            ['session.started', second.userId],
          ],
        );
      }));

    it('starts anew when the secret presented before is of no live session', () =>
      withStore(open, async ({ store, advance }) => {
        const userId = await createPerson(store);
        const first = await signIn(store, userId, { idleTtlMs: hourMs });
        advance(hourMs);
        const second = await signIn(store, userId, { previousCookieHash: first.cookieHash });
        assert.notEqual(second.session.sessionId, first.session.sessionId);
        const third = await signIn(store, userId, { previousCookieHash: makeHash() });
        assert.notEqual(third.session.sessionId, second.session.sessionId);
      }));

    it('is not started for somebody unknown or inactive', () =>
      withStore(open, async ({ store }) => {
        const userId = await createPerson(store);
        await store.deactivateUser(userId, here);
        await assert.rejects(signIn(store, userId), /not started/);
        await assert.rejects(signIn(store, 'nobody' as UserId), /not started/);
      }));

    it('R1 is ended by its person: its grants end, offline ones too, and its access tokens are revoked', () =>
      withStore(open, async ({ store, events }) => {
        const browser = await signIn(store, await createPerson(store));
        const { sessionId, userId } = browser.session;
        const grants = [
          await beginGrant(store, browser, { refresh: { offline: true } }),
          await beginGrant(store, browser, { refresh: { offline: false } }),
        ];
        assert.equal(await store.endSession({ sessionId, userId, reason: 'signed_out' }, here), 'ended');
        assert.equal(await store.findSessionByCookie(browser.cookieHash), undefined);
        assert.equal(await store.findSession(sessionId), undefined);
        for (const grant of grants) {
          assert.deepEqual(await refresh(store, grant, 0), { status: 'ended', reason: 'session_ended' });
          assert.equal(await isAccessTokenRevoked(store, grant), true);
        }
        assert.deepEqual([events.at(-1)?.type, events.at(-1)?.detail], ['session.ended', { reason: 'signed_out' }]);
        assert.equal(await store.endSession({ sessionId, userId, reason: 'signed_out' }, here), 'unknown');
        assert.equal((await store.readRevocationLog(0)).entries.length, 1);
      }));

    it('R1 is not ended by anybody else', () =>
      withStore(open, async ({ store }) => {
        const browser = await signIn(store, await createPerson(store));
        const other = await createPerson(store);
        const { sessionId } = browser.session;
        assert.equal(await store.endSession({ sessionId, userId: other, reason: 'x' }, here), 'unknown');
        const unknown = { sessionId: 'none' as SessionId, userId: other, reason: 'x' };
        assert.equal(await store.endSession(unknown, here), 'unknown');
        assert.ok(await store.findSession(sessionId));
      }));

    it('R3 is listed with its grants, last used first, for its own person', () =>
      withStore(open, async ({ store, advance }) => {
        const userId = await createPerson(store);
        const first = await signIn(store, userId);
        const grant = await beginGrant(store, first);
        advance(10 * minuteMs);
        const second = await signIn(store, userId);
        await beginGrant(store, await signIn(store, await createPerson(store)));
        const listed = await store.listSessions(userId);
        assert.deepEqual(
          listed.map((session) => session.sessionId),
          [second.session.sessionId, first.session.sessionId],
        );
        const [shown] = listed[1]?.grants ?? [];
        assert.deepEqual(
          [shown?.grantId, shown?.clientId, shown?.scopes],
          [grant.grantId, grant.clientId, ['openid', 'orders:read']],
        );
        advance(hourMs);
        await refresh(store, grant, 0);
        const after = (await store.listSessions(userId)).flatMap((session) => session.grants);
        assert.ok((after[0]?.lastUsedAtMs ?? 0) >= (shown?.lastUsedAtMs ?? 0) + hourMs);
      }));

    it('R3 is listed though expired while an offline grant under it still works, and no longer than that', () =>
      withStore(open, async ({ store, advance }) => {
        const userId = await createPerson(store);
        const browser = await signIn(store, userId, { idleTtlMs: hourMs });
        const grant = await beginGrant(store, browser, { refresh: { offline: true, idleTtlMs: 3 * hourMs } });
        await beginGrant(store, browser, { refresh: { offline: false } });
        advance(2 * hourMs);
        const listed = await store.listSessions(userId);
        assert.deepEqual(
          listed.map((session) => session.grants.map((one) => one.grantId)),
          [[grant.grantId]],
        );
        advance(hourMs);
        assert.deepEqual(await store.listSessions(userId), []);
      }));

    it('R1 ends with all others of its person but the one named', () =>
      withStore(open, async ({ store }) => {
        const userId = await createPerson(store);
        const kept = await signIn(store, userId);
        const ended = [await signIn(store, userId), await signIn(store, userId)];
        const stranger = await signIn(store, await createPerson(store));
        const grants = await Promise.all(ended.map((browser) => beginGrant(store, browser)));
        const exceptSessionId = kept.session.sessionId;
        assert.equal(await store.endSessions({ userId, exceptSessionId, reason: 'x' }, here), 2);
        for (const grant of grants) assert.equal(await isAccessTokenRevoked(store, grant), true);
        assert.ok(await store.findSession(kept.session.sessionId));
        assert.ok(await store.findSession(stranger.session.sessionId));
        assert.equal(await store.endSessions({ userId, exceptSessionId, reason: 'x' }, here), 0);
        assert.equal(await store.endSessions({ userId, reason: 'x' }, here), 1);
        assert.equal(await store.findSession(kept.session.sessionId), undefined);
      }));

    it('R2 is ended with all others though it has just expired, and its access tokens are revoked', () =>
      withStore(open, async ({ store, advance }) => {
        const userId = await createPerson(store);
        const idleTtlMs = 10 * minuteMs;
        const browser = await signIn(store, userId, { idleTtlMs });
        advance(idleTtlMs - minuteMs);
        const grant = await beginGrant(store, browser, { refresh: { offline: false } });
        advance(minuteMs);
        assert.deepEqual(await store.listSessions(userId), []);
        assert.equal(await isAccessTokenRevoked(store, grant), false);
        assert.equal(await store.endSessions({ userId, reason: 'x' }, here), 0);
        assert.equal(await isAccessTokenRevoked(store, grant), true);
      }));

    it('R1 knows which clients hold or held a grant under it, and under it alone', () =>
      withStore(open, async ({ store }) => {
        const browser = await signIn(store, await createPerson(store));
        const another = await signIn(store, browser.userId);
        const { sessionId } = browser.session;
        const { grantNumber, handleHash, clientId } = await beginGrant(store, browser);
        assert.equal(await store.hasHadGrant({ sessionId, clientId }), true);
        assert.equal(await store.hasHadGrant({ sessionId, clientId: otherApp }), false);
        assert.equal(await store.hasHadGrant({ sessionId: another.session.sessionId, clientId }), false);
        assert.equal(
          await store.endGrant({ grantNumber, handleHash, clientId, generation: 0, reason: 'x' }, here),
          'ended',
        );
        assert.equal(await store.hasHadGrant({ sessionId, clientId }), true);
      }));

    it('R1 ends with all others though expired, when an offline grant under it still works', () =>
      withStore(open, async ({ store, advance }) => {
        const userId = await createPerson(store);
        const grant = await beginGrant(store, await signIn(store, userId, { idleTtlMs: hourMs }));
        advance(2 * hourMs);
        assert.equal(await store.endSessions({ userId, reason: 'x' }, here), 1);
        assert.deepEqual(await refresh(store, grant, 0), { status: 'ended', reason: 'session_ended' });
      }));
  });
}
