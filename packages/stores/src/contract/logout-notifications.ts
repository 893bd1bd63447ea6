import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AuthorityStore, ClientId, LogoutNotification, UserId } from '@latchkey/server/store';
import { describeNotificationDelivery } from './logout-delivery.ts';
import type { OpenStore } from './opened-store.ts';
import { app, declareClient, declareToldClient, here, hourMs, otherApp, overlapMs, withStore } from './scenario.ts';
import { beginGrant, createPerson, refresh, type SignedInBrowser, signIn } from './steps.ts';

const silentApp = 'silent-app' as ClientId;

/** `app` and `other-app` are told of endings, `silent-app` is not. */
async function declareToldClients(store: AuthorityStore): Promise<void> {
  const declared = [declareToldClient(app), declareToldClient(otherApp), declareClient(silentApp)];
  await store.reconcileConfiguration(declared, hourMs, here);
}

/** All that is due, as whoever sends it sees it. */
function claimAll(store: AuthorityStore): Promise<readonly LogoutNotification[]> {
  return store.claimLogoutNotifications({ limit: 100, leaseMs: hourMs }, here);
}

async function signInWithGrants(
  store: AuthorityStore,
  userId: UserId,
  clientIds: readonly ClientId[],
): Promise<SignedInBrowser> {
  const browser = await signIn(store, userId);
  for (const clientId of clientIds) await beginGrant(store, browser, { clientId });
  return browser;
}

/** Each session that ended with each client to be told. */
function pairUp(notifications: readonly Pick<LogoutNotification, 'sessionId' | 'clientId'>[]): readonly string[] {
  return notifications.map(({ sessionId, clientId }) => `${sessionId} ${clientId}`).toSorted();
}

export function describeLogoutNotifications(open: OpenStore): void {
  describe('notifications of a logout', () => {
    it('R1 name each client once that holds a grant under the session and is declared to be told', () =>
      withStore(open, async ({ store, countRevocations }) => {
        await declareToldClients(store);
        const userId = await createPerson(store);
        const browser = await signInWithGrants(store, userId, [app, app, otherApp, silentApp]);
        await signInWithGrants(store, userId, [app]);
        const { sessionId } = browser.session;
        assert.deepEqual(await claimAll(store), []);
        await store.endSession({ sessionId, userId, reason: 'signed_out' }, here);
        assert.equal(countRevocations(), 1);
        const claimed = await claimAll(store);
        assert.deepEqual(pairUp(claimed), pairUp([app, otherApp].map((clientId) => ({ sessionId, clientId }))));
        assert.equal(new Set(claimed.map((one) => one.notificationId)).size, 2);
        for (const one of claimed) {
          assert.deepEqual([one.userId, one.attempt, one.expiresAtMs], [userId, 1, one.createdAtMs + hourMs]);
        }
      }));

    it('R1 are not written for a session that had ended already', () =>
      withStore(open, async ({ store }) => {
        await declareToldClients(store);
        const userId = await createPerson(store);
        const { sessionId } = (await signInWithGrants(store, userId, [app])).session;
        await store.endSession({ sessionId, userId, reason: 'signed_out' }, here);
        await store.endSession({ sessionId, userId, reason: 'signed_out' }, here);
        await store.deactivateUser(userId, here);
        assert.equal((await claimAll(store)).length, 1);
      }));

    it('R1 go to a client whose grant ended before, by reuse or by itself, and not by that', () =>
      withStore(open, async ({ store, advance }) => {
        await declareToldClients(store);
        const userId = await createPerson(store);
        const browser = await signIn(store, userId);
        const [ended, reused] = [
          await beginGrant(store, browser),
          await beginGrant(store, browser, { clientId: otherApp }),
        ];
        await store.endGrant({ ...ended, generation: 0, reason: 'revoked' }, here);
        await refresh(store, reused, 0);
        advance(overlapMs);
        assert.equal((await refresh(store, reused, 0)).status, 'reused');
        assert.deepEqual(await claimAll(store), []);
        const { sessionId } = browser.session;
        await store.endSession({ sessionId, userId, reason: 'signed_out' }, here);
        assert.deepEqual(
          pairUp(await claimAll(store)),
          pairUp([app, otherApp].map((clientId) => ({ sessionId, clientId }))),
        );
      }));

    it('R1 follow the declaration as it is when the session ends', () =>
      withStore(open, async ({ store }) => {
        const userId = await createPerson(store);
        const { sessionId } = (await signInWithGrants(store, userId, [app, otherApp])).session;
        await store.reconcileConfiguration([declareToldClient(app)], hourMs, here);
        await store.endSession({ sessionId, userId, reason: 'signed_out' }, here);
        assert.deepEqual(pairUp(await claimAll(store)), pairUp([{ sessionId, clientId: app }]));
      }));

    it('R1 are not written when a session merely expires', () =>
      withStore(open, async ({ store, advance }) => {
        await declareToldClients(store);
        const userId = await createPerson(store);
        const { sessionId } = (await signInWithGrants(store, userId, [app])).session;
        advance(24 * hourMs);
        assert.equal(await store.findSession(sessionId), undefined);
        assert.deepEqual(await claimAll(store), []);
      }));

    for (const [ending, end] of Object.entries(endings)) {
      it(`R1 R2 are written, and the log is announced, when ${ending}`, () =>
        withStore(open, async ({ store, countRevocations }) => {
          await declareToldClients(store);
          const userId = await createPerson(store, { passwordHash: 'old' });
          const kept = await signInWithGrants(store, userId, [app]);
          const meant = await signInWithGrants(store, userId, [app, silentApp]);
          const stranger = await signInWithGrants(store, await createPerson(store), [app]);
          const before = countRevocations();
          const endedToo = await end(store, { meant, kept });
          assert.ok(countRevocations() > before);
          const ended = [meant, ...endedToo].map(({ session }) => ({ sessionId: session.sessionId, clientId: app }));
          assert.deepEqual(pairUp(await claimAll(store)), pairUp(ended));
          assert.ok(await store.findSession(stranger.session.sessionId));
        }));
    }

    describeNotificationDelivery(open);
  });
}

interface Browsers {
  readonly meant: SignedInBrowser;
  readonly kept: SignedInBrowser;
}

/** Every way in which somebody ends `meant`. Each answers which other sessions ended with it. */
const endings: Readonly<
  Record<string, (store: AuthorityStore, browsers: Browsers) => Promise<readonly SignedInBrowser[]>>
> = {
  async 'a session is ended'(store, { meant }) {
    const { sessionId, userId } = meant.session;
    assert.equal(await store.endSession({ sessionId, userId, reason: 'signed_out' }, here), 'ended');
    return [];
  },
  async 'all others are ended'(store, { meant, kept }) {
    const exceptSessionId = kept.session.sessionId;
    assert.equal(await store.endSessions({ userId: meant.userId, exceptSessionId, reason: 'x' }, here), 1);
    return [];
  },
  async 'a password is changed'(store, { meant, kept }) {
    const hashes = { verifiedHash: 'old', newHash: 'new' };
    const exceptSessionId = kept.session.sessionId;
    const request = { userId: meant.userId, ...hashes, exceptSessionId, reason: 'password_changed' };
    assert.equal((await store.changePassword(request, here)).status, 'changed');
    return [];
  },
  async 'a person is deactivated'(store, { meant, kept }) {
    assert.equal(await store.deactivateUser(meant.userId, here), 'deactivated');
    return [kept];
  },
  async 'another person signs in in that browser'(store, { meant }) {
    await signIn(store, await createPerson(store), { previousCookieHash: meant.cookieHash });
    return [];
  },
};
