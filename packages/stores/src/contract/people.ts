import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { firstPasswordVersion, type UserId } from '@latchkey/server/store';
import type { OpenStore } from './opened-store.ts';
import { here, withStore } from './scenario.ts';
import {
  beginGrant,
  beginGrantOfSomebody,
  createPerson,
  describePerson,
  isAccessTokenRevoked,
  refresh,
  signIn,
} from './steps.ts';

export function describePeople(open: OpenStore): void {
  describe('people', () => {
    it('L1 are found for sign-in by user name and by e-mail, and by nothing else', () =>
      withStore(open, async ({ store, events }) => {
        const person = describePerson({
          username: 'Ada',
          usernameKey: 'ada',
          email: 'Ada@example.com',
          emailKey: 'ada@example.com',
          name: 'Ada L.',
          roles: ['clerk'],
        });
        assert.equal(await store.createUser(person, here), 'created');
        const { userId, passwordHash } = person;
        const record = { userId, passwordHash, passwordVersion: firstPasswordVersion, active: true };
        assert.deepEqual(await store.findForSignIn('ada'), record);
        assert.deepEqual(await store.findForSignIn('ada@example.com'), record);
        assert.equal(await store.findForSignIn('Ada'), undefined);
        const { updatedAtMs, ...profile } = (await store.findProfile(person.userId)) ?? {};
        assert.ok(updatedAtMs);
        assert.deepEqual(profile, {
          userId: person.userId,
          username: 'Ada',
          email: 'Ada@example.com',
          emailVerified: false,
          name: 'Ada L.',
          roles: ['clerk'],
        });
        assert.equal(await store.findProfile('nobody' as UserId), undefined);
        assert.deepEqual([events.at(-1)?.type, events.at(-1)?.userId], ['user.created', person.userId]);
      }));

    it('have identifiers that are nobody else’s, neither as user name nor as e-mail', () =>
      withStore(open, async ({ store }) => {
        await createPerson(store, { usernameKey: 'ada', emailKey: 'ada@example.com' });
        const others = [
          { usernameKey: 'ada' },
          { emailKey: 'ada@example.com' },
          { usernameKey: 'ada@example.com' },
          { emailKey: 'ada' },
        ];
        for (const change of others) {
          const person = describePerson(change);
          assert.equal(await store.createUser(person, here), 'taken');
          assert.equal(await store.findProfile(person.userId), undefined);
          assert.equal(await store.findForSignIn(`person ${person.userId}`), undefined);
        }
        const same = describePerson({ usernameKey: 'bob@example.com', emailKey: 'bob@example.com' });
        assert.equal(await store.createUser(same, here), 'created');
      }));

    it('are created once under 50 parallel tries', () =>
      withStore(open, async ({ store }) => {
        const tries = Array.from({ length: 50 }, () => describePerson({ usernameKey: 'ada' }));
        const results = await Promise.all(tries.map((person) => store.createUser(person, here)));
        assert.equal(results.filter((result) => result === 'created').length, 1);
      }));

    it('get a newer hash only in place of the one that was verified, and it is the same password', () =>
      withStore(open, async ({ store }) => {
        const userId = await createPerson(store, { usernameKey: 'ada', passwordHash: 'old' });
        const passwordVersion = (await store.findForSignIn('ada'))?.passwordVersion;
        await store.upgradePasswordHash({ userId, verifiedHash: 'other', newHash: 'wrong' });
        assert.equal((await store.findForSignIn('ada'))?.passwordHash, 'old');
        await store.upgradePasswordHash({ userId, verifiedHash: 'old', newHash: 'new' });
        assert.equal((await store.findForSignIn('ada'))?.passwordHash, 'new');
        assert.equal((await store.findForSignIn('ada'))?.passwordVersion, passwordVersion);
        assert.ok(await signIn(store, userId, { passwordVersion }));
      }));

    it('R2 are deactivated with all their sessions, grants and access tokens, and nobody else', () =>
      withStore(open, async ({ store, events }) => {
        const userId = await createPerson(store, { usernameKey: 'ada' });
        const browsers = [await signIn(store, userId), await signIn(store, userId)];
        const grants = await Promise.all(browsers.map((browser) => beginGrant(store, browser)));
        const stranger = await beginGrantOfSomebody(store);
        assert.equal(await store.deactivateUser(userId, here), 'deactivated');
        assert.equal((await store.findForSignIn('ada'))?.active, false);
        for (const browser of browsers) {
          assert.equal(await store.findSessionByCookie(browser.cookieHash), undefined);
          assert.equal(await store.findSession(browser.session.sessionId), undefined);
        }
        for (const grant of grants) {
          assert.equal((await refresh(store, grant, 0)).status, 'ended');
          assert.equal(await isAccessTokenRevoked(store, grant), true);
        }
        assert.deepEqual(await store.listSessions(userId), []);
        assert.equal(await isAccessTokenRevoked(store, stranger), false);
        assert.equal((await refresh(store, stranger, 0)).status, 'rotated');
        assert.deepEqual([events.at(-1)?.type, events.at(-1)?.userId], ['user.deactivated', userId]);
        assert.deepEqual(
          (await store.readRevocationLog(0)).entries.map((entry) => entry.kind),
          ['user'],
        );
      }));

    it('are deactivated once', () =>
      withStore(open, async ({ store }) => {
        const userId = await createPerson(store);
        assert.equal(await store.deactivateUser(userId, here), 'deactivated');
        assert.equal(await store.deactivateUser(userId, here), 'unknown');
        assert.equal(await store.deactivateUser(randomUUID() as UserId, here), 'unknown');
        assert.equal((await store.readRevocationLog(0)).entries.length, 1);
      }));

    it('T5 let no refresh pass that commits after their deactivation', () =>
      withStore(open, async ({ store }) => {
        const grant = await beginGrantOfSomebody(store);
        const refreshes = [refresh(store, grant, 0), refresh(store, grant, 0)];
        const deactivation = store.deactivateUser(grant.userId, here);
        refreshes.push(refresh(store, grant, 0), refresh(store, grant, 1));
        await deactivation;
        const head = (await store.readRevocationLog(0)).head.seq;
        for (const result of await Promise.all(refreshes)) {
          // Whatever was issued before carries a position that the entry follows; nothing is issued after.
          if (result.status === 'rotated' || result.status === 'replayed') assert.ok(result.grant.rev < head);
          else assert.equal(result.status, 'ended');
        }
        assert.equal((await refresh(store, grant, 1)).status, 'ended');
      }));
  });
}
