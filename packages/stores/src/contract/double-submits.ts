import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { NewSession } from '@latchkey/server/store';
import type { OpenStore } from './opened-store.ts';
import { here, minuteMs, withStore } from './scenario.ts';
import { createPerson, makeHash, signIn } from './steps.ts';

function describeBrowser(): NonNullable<NewSession['browser']> {
  return { idHash: makeHash(), doubleSubmitMs: minuteMs };
}

export function describeDoubleSubmits(open: OpenStore): void {
  describe('a sign-in sent twice', () => {
    it('R3 is one session, which the cookies of both answers open', () =>
      withStore(open, async ({ store, events }) => {
        const userId = await createPerson(store);
        const browser = describeBrowser();
        const [one, other] = await Promise.all([
          signIn(store, userId, { browser }),
          signIn(store, userId, { browser }),
        ]);
        assert.equal(one.session.sessionId, other.session.sessionId);
        assert.equal((await store.listSessions(userId)).length, 1);
        for (const { cookieHash } of [one, other]) {
          assert.equal((await store.findSessionByCookie(cookieHash))?.session.sessionId, one.session.sessionId);
        }
        assert.deepEqual(
          events.slice(-2).map(({ type }) => type),
          ['session.started', 'session.renewed'],
        );
      }));

    it('R3 renews the session there was before, and closes it to the cookie of before', () =>
      withStore(open, async ({ store }) => {
        const userId = await createPerson(store);
        const browser = describeBrowser();
        const before = await signIn(store, userId, { browser });
        const change = { browser, previousCookieHash: before.cookieHash };
        const answers = await Promise.all([signIn(store, userId, change), signIn(store, userId, change)]);
        for (const { session, cookieHash } of answers) {
          assert.equal(session.sessionId, before.session.sessionId);
          assert.ok(await store.findSessionByCookie(cookieHash));
        }
        assert.equal(await store.findSessionByCookie(before.cookieHash), undefined);
        assert.equal((await store.listSessions(userId)).length, 1);
      }));

    it('R3 is one session in the place of another person, whose own has ended', () =>
      withStore(open, async ({ store }) => {
        const browser = describeBrowser();
        const another = await signIn(store, await createPerson(store), { browser });
        const userId = await createPerson(store);
        const change = { browser, previousCookieHash: another.cookieHash };
        const [one, other] = await Promise.all([signIn(store, userId, change), signIn(store, userId, change)]);
        assert.equal(one.session.sessionId, other.session.sessionId);
        assert.notEqual(one.session.sessionId, another.session.sessionId);
        assert.deepEqual(await store.listSessions(another.userId), []);
      }));

    it('is closed to both cookies by the next sign-in with either of them', () =>
      withStore(open, async ({ store }) => {
        const userId = await createPerson(store);
        for (const presented of [0, 1]) {
          const browser = describeBrowser();
          const answers = [await signIn(store, userId, { browser }), await signIn(store, userId, { browser })];
          const previousCookieHash = answers[presented]?.cookieHash;
          const renewed = await signIn(store, userId, { browser, previousCookieHash });
          assert.equal(renewed.session.sessionId, answers[0]?.session.sessionId);
          assert.ok(await store.findSessionByCookie(renewed.cookieHash));
          for (const { cookieHash } of answers) assert.equal(await store.findSessionByCookie(cookieHash), undefined);
        }
      }));

    it('R1 is ended as one, and does not go on in a sign-in right after', () =>
      withStore(open, async ({ store }) => {
        const userId = await createPerson(store);
        const browser = describeBrowser();
        const answers = [await signIn(store, userId, { browser }), await signIn(store, userId, { browser })];
        assert.equal(await store.endSessions({ userId, reason: 'x' }, here), 1);
        const after = await signIn(store, userId, { browser });
        assert.notEqual(after.session.sessionId, answers[0]?.session.sessionId);
        for (const { cookieHash } of answers) assert.equal(await store.findSessionByCookie(cookieHash), undefined);
      }));

    it('is open to the cookies of the latest two answers when it is sent three times', () =>
      withStore(open, async ({ store }) => {
        const userId = await createPerson(store);
        const browser = describeBrowser();
        const oldest = await signIn(store, userId, { browser });
        const latest = [await signIn(store, userId, { browser }), await signIn(store, userId, { browser })];
        assert.equal(await store.findSessionByCookie(oldest.cookieHash), undefined);
        for (const { cookieHash } of latest) assert.ok(await store.findSessionByCookie(cookieHash));
        assert.equal((await store.listSessions(userId)).length, 1);
      }));

    it('is a session of its own for another person, in another browser, in none that is known, and later', () =>
      withStore(open, async ({ store, advance }) => {
        const userId = await createPerson(store);
        const browser = describeBrowser();
        const all = [
          await signIn(store, userId, { browser }),
          await signIn(store, await createPerson(store), { browser }),
          await signIn(store, userId, { browser: describeBrowser() }),
          await signIn(store, userId),
        ];
        advance(2 * minuteMs);
        all.push(await signIn(store, userId, { browser }));
        assert.equal(new Set(all.map(({ session }) => session.sessionId)).size, all.length);
      }));
  });
}
