import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AuthorityStore } from '@latchkey/server/store';
import type { OpenStore } from './opened-store.ts';
import { here, minuteMs, withStore } from './scenario.ts';
import { createPerson, describePerson, makeHash } from './steps.ts';

const role = 'administrator';

function offer(store: AuthorityStore, linkHash: Uint8Array): Promise<'offered' | 'exists'> {
  return store.offerFirstAdministrator({ role, linkHash, ttlMs: 15 * minuteMs }, here);
}

export function describeFirstAdministrator(open: OpenStore): void {
  describe('the first administrator', () => {
    it('comes in by a link that works once, under 50 parallel tries', () =>
      withStore(open, async ({ store, events }) => {
        const linkHash = makeHash();
        assert.equal(await offer(store, linkHash), 'offered');
        assert.equal(await store.isFirstAdministratorLinkLive(linkHash), true);
        const people = Array.from({ length: 50 }, () => describePerson({ roles: [role] }));
        const results = await Promise.all(
          people.map((user) => store.redeemFirstAdministratorLink({ linkHash, user }, here)),
        );
        assert.equal(results.filter((result) => result === 'created').length, 1);
        assert.equal(results.filter((result) => result === 'link_dead').length, 49);
        assert.equal(await store.isFirstAdministratorLinkLive(linkHash), false);
        const created = events.filter((event) => event.type === 'first_administrator.created');
        assert.equal(created.length, 1);
        const profile = created[0]?.userId && (await store.findProfile(created[0].userId));
        assert.deepEqual(profile && profile.roles, [role]);
      }));

    it('uses the link up, whatever roles the person is given', () =>
      withStore(open, async ({ store }) => {
        const linkHash = makeHash();
        await offer(store, linkHash);
        const redeem = (): Promise<string> =>
          store.redeemFirstAdministratorLink({ linkHash, user: describePerson({ roles: [] }) }, here);
        assert.deepEqual([await redeem(), await redeem()], ['created', 'link_dead']);
      }));

    it('is offered no link when somebody holds the role', () =>
      withStore(open, async ({ store }) => {
        const linkHash = makeHash();
        await createPerson(store, { roles: ['other'] });
        assert.equal(await offer(store, linkHash), 'offered');
        await createPerson(store, { roles: ['other', role] });
        assert.equal(await offer(store, makeHash()), 'exists');
        assert.equal(await store.isFirstAdministratorLinkLive(linkHash), false);
        const user = describePerson({ roles: [role] });
        assert.equal(await store.redeemFirstAdministratorLink({ linkHash, user }, here), 'link_dead');
        assert.equal(await store.findProfile(user.userId), undefined);
      }));

    it('finds the link dead after its time, or when a newer one was offered, or when it is another', () =>
      withStore(open, async ({ store, advance }) => {
        const first = makeHash();
        const second = makeHash();
        await offer(store, first);
        await offer(store, second);
        assert.equal(await store.isFirstAdministratorLinkLive(first), false);
        assert.equal(await store.isFirstAdministratorLinkLive(makeHash()), false);
        assert.equal(await store.isFirstAdministratorLinkLive(second), true);
        advance(15 * minuteMs);
        assert.equal(await store.isFirstAdministratorLinkLive(second), false);
        const user = describePerson({ roles: [role] });
        assert.equal(await store.redeemFirstAdministratorLink({ linkHash: second, user }, here), 'link_dead');
      }));

    it('may choose another name when one is taken: the link is not used up', () =>
      withStore(open, async ({ store }) => {
        const linkHash = makeHash();
        await createPerson(store, { usernameKey: 'ada' });
        await offer(store, linkHash);
        const taken = describePerson({ usernameKey: 'ada', roles: [role] });
        assert.equal(await store.redeemFirstAdministratorLink({ linkHash, user: taken }, here), 'taken');
        const free = describePerson({ usernameKey: 'bea', roles: [role] });
        assert.equal(await store.redeemFirstAdministratorLink({ linkHash, user: free }, here), 'created');
      }));
  });
}
