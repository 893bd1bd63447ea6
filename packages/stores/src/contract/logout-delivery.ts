import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AuthorityStore, LogoutNotification } from '@latchkey/server/store';
import type { OpenStore } from './opened-store.ts';
import { app, declareToldClient, here, hourMs, minuteMs, withStore } from './scenario.ts';
import { beginGrant, createPerson, signIn } from './steps.ts';

const leaseMs = minuteMs;

/** End so many sessions of somebody who used an application that is told of it. */
async function endSessions(store: AuthorityStore, count: number): Promise<void> {
  await store.reconcileConfiguration([declareToldClient(app)], hourMs, here);
  const userId = await createPerson(store);
  for (let index = 0; index < count; index += 1) await beginGrant(store, await signIn(store, userId));
  assert.equal(await store.endSessions({ userId, reason: 'x' }, here), count);
}

function claim(store: AuthorityStore, limit = 100): Promise<readonly LogoutNotification[]> {
  return store.claimLogoutNotifications({ limit, leaseMs }, here);
}

/** The only one that is due. */
async function claimOne(store: AuthorityStore): Promise<LogoutNotification> {
  const [claimed, ...more] = await claim(store);
  assert.ok(claimed !== undefined && more.length === 0);
  return claimed;
}

export function describeNotificationDelivery(open: OpenStore): void {
  describe('on their way', () => {
    it('R1 are given to one of many who ask at once', () =>
      withStore(open, async ({ store }) => {
        await endSessions(store, 20);
        const claims = (await Promise.all(Array.from({ length: 10 }, () => claim(store, 3)))).flat();
        assert.equal(claims.length, 20);
        assert.equal(new Set(claims.map((one) => one.notificationId)).size, 20);
      }));

    it('R1 are given to another when the lease has run out, with the number of the attempt', () =>
      withStore(open, async ({ store, advance }) => {
        await endSessions(store, 1);
        const first = await claimOne(store);
        advance(leaseMs - 1_000);
        assert.deepEqual(await claim(store), []);
        advance(1_000);
        assert.deepEqual(await claimOne(store), { ...first, attempt: 2 });
      }));

    it('R1 come no more than asked for at a time, the longest due first', () =>
      withStore(open, async ({ store, advance }) => {
        await endSessions(store, 2);
        advance(minuteMs);
        await endSessions(store, 2);
        const [early, late] = [await claim(store, 2), await claim(store, 2)];
        const latest = Math.max(...early.map((one) => one.createdAtMs));
        assert.deepEqual([early.length, late.length], [2, 2]);
        assert.ok(late.every((one) => one.createdAtMs >= latest + minuteMs));
        for (const limit of [0, 1_001, 1.5]) await assert.rejects(claim(store, limit));
      }));

    it('R1 are over when delivered, and nothing is said of it', () =>
      withStore(open, async ({ store, events, advance }) => {
        await endSessions(store, 1);
        const { notificationId } = await claimOne(store);
        events.length = 0;
        await store.settleLogoutNotification(notificationId, 'delivered', here);
        await store.settleLogoutNotification(notificationId, 'abandoned', here);
        await store.settleLogoutNotification(notificationId, { retryInMs: 1 }, here);
        advance(leaseMs);
        assert.deepEqual(await claim(store), []);
        assert.deepEqual(events, []);
      }));

    it('R1 are due again when the retry is', () =>
      withStore(open, async ({ store, advance }) => {
        await endSessions(store, 1);
        const { notificationId } = await claimOne(store);
        await store.settleLogoutNotification(notificationId, { retryInMs: 5 * minuteMs }, here);
        advance(5 * minuteMs - 1_000);
        assert.deepEqual(await claim(store), []);
        advance(1_000);
        assert.equal((await claimOne(store)).attempt, 2);
        await store.settleLogoutNotification(notificationId, { retryInMs: 0 }, here);
        assert.equal((await claimOne(store)).attempt, 3);
      }));

    it('R1 are reported when abandoned', () =>
      withStore(open, async ({ store, events, advance }) => {
        await endSessions(store, 1);
        const { notificationId, userId, sessionId, clientId } = await claimOne(store);
        events.length = 0;
        await store.settleLogoutNotification(notificationId, 'abandoned', here);
        assert.deepEqual(
          events.map((event) => [event.type, event.userId, event.sessionId, event.clientId, event.detail]),
          [['logout.notification_abandoned', userId, sessionId, clientId, { attempts: 1 }]],
        );
        advance(leaseMs);
        assert.deepEqual(await claim(store), []);
      }));

    it('R1 are abandoned by a retry that would come after their end', () =>
      withStore(open, async ({ store, events }) => {
        await endSessions(store, 1);
        const { notificationId } = await claimOne(store);
        await store.settleLogoutNotification(notificationId, { retryInMs: hourMs }, here);
        assert.equal(events.at(-1)?.type, 'logout.notification_abandoned');
      }));

    it('R1 are abandoned at their end by whoever asks next, unless somebody is at it', () =>
      withStore(open, async ({ store, events, advance }) => {
        await endSessions(store, 3);
        advance(hourMs - 1_000);
        const [leased] = await claim(store, 1);
        assert.ok(leased);
        advance(1_000);
        events.length = 0;
        // No more at a time than asked for, and none of the others is handed out instead.
        for (const abandoned of [1, 2, 2]) {
          assert.deepEqual(await claim(store, 1), []);
          assert.deepEqual(
            events.map((event) => [event.type, event.detail]),
            Array.from({ length: abandoned }, () => ['logout.notification_abandoned', { attempts: 0 }]),
          );
        }
        await store.settleLogoutNotification(leased.notificationId, 'delivered', here);
        advance(leaseMs);
        assert.deepEqual(await claim(store), []);
        assert.equal(events.length, 2);
      }));

    it('O3 are there after closing and opening again', () =>
      withStore(open, async (scenario) => {
        await endSessions(scenario.store, 1);
        await scenario.reopen(minuteMs);
        assert.equal((await claimOne(scenario.store)).attempt, 1);
      }));
  });
}
