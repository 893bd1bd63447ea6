import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ClientId, DeclaredItem } from '@latchkey/server/store';
import type { OpenStore } from './opened-store.ts';
import { app, declareClients, here, hourMs, minuteMs, otherApp, withStore } from './scenario.ts';
import { beginGrant, createPerson, isAccessTokenRevoked, refresh, signIn } from './steps.ts';

/** An access token that the client got for itself. */
const ownToken = {
  jti: 'own',
  kid: 'key-1',
  clientId: app,
  grantId: undefined,
  sessionId: undefined,
  userId: undefined,
};

export function describeClients(open: OpenStore): void {
  describe('the declared configuration', () => {
    it('is recorded, and what differs from last time is told', () =>
      withStore(open, async ({ store, events }) => {
        const first: readonly DeclaredItem[] = [
          { kind: 'client', id: 'app', properties: { name: '"app"', scopes: '["a"]' } },
          { kind: 'client', id: 'third', properties: {} },
          { kind: 'role', id: 'app', properties: { permissions: '{}' } },
        ];
        assert.deepEqual(await store.reconcileConfiguration(first, hourMs, here), [
          { kind: 'client', id: 'app', change: 'changed', properties: ['scopes'] },
          { kind: 'client', id: 'third', change: 'added', properties: [] },
          { kind: 'role', id: 'app', change: 'added', properties: [] },
          { kind: 'client', id: 'other-app', change: 'removed', properties: [] },
        ]);
        assert.deepEqual(
          events.map((event) => [event.type, event.clientId]),
          [
            ['client.changed', 'app'],
            ['client.changed', 'third'],
            ['client.removed', 'other-app'],
          ],
        );
        assert.deepEqual(await store.reconcileConfiguration(first, hourMs, here), []);
      }));

    it('R2 ends the grants of a client that is gone from it and revokes its access tokens', () =>
      withStore(open, async ({ store }) => {
        const browser = await signIn(store, await createPerson(store));
        const removed = await beginGrant(store, browser, { clientId: app });
        const kept = await beginGrant(store, browser, { clientId: otherApp });
        await declareClients(store, [otherApp]);
        assert.deepEqual(await refresh(store, removed, 0), { status: 'ended', reason: 'client_removed' });
        assert.equal(await isAccessTokenRevoked(store, removed), true);
        assert.equal((await refresh(store, kept, 0)).status, 'rotated');
        assert.equal(await isAccessTokenRevoked(store, kept), false);
      }));

    it('gives a client that returns a new start: old grants stay over, new tokens are not refused', () =>
      withStore(open, async ({ store }) => {
        const browser = await signIn(store, await createPerson(store));
        const before = await beginGrant(store, browser);
        await declareClients(store, [otherApp]);
        assert.equal((await store.vouchForClient(app)).live, false);
        await declareClients(store, [app, otherApp]);
        const vouched = await store.vouchForClient(app);
        assert.equal(vouched.live, true);
        assert.equal((await refresh(store, before, 0)).status, 'ended');
        const after = await beginGrant(store, browser);
        assert.equal((await refresh(store, after, 0)).status, 'rotated');
        assert.equal(await isAccessTokenRevoked(store, before), true);
        assert.equal(await isAccessTokenRevoked(store, after), false);
        assert.equal(await store.isRevoked({ ...ownToken, rev: vouched.rev }), false);
        assert.equal(await store.isRevoked({ ...ownToken, rev: vouched.rev - 1 }), true);
      }));

    it('keeps the revocation of a removed client for as long as any token of its own can live', () =>
      withStore(open, async ({ store, advance }) => {
        await declareClients(store, [otherApp]);
        advance(hourMs);
        assert.equal(await store.isRevoked({ ...ownToken, rev: 0 }), true);
        advance(minuteMs);
        assert.equal(await store.isRevoked({ ...ownToken, rev: 0 }), false);
      }));

    it('keeps the revocation of a removed client for as long as a token under its grants lives, whatever the cap', () =>
      withStore(open, async ({ store, advance }) => {
        const grant = await beginGrant(store, await signIn(store, await createPerson(store)));
        await refresh(store, grant, 0, { accessTokenTtlMs: 2 * hourMs });
        await declareClients(store, [otherApp], hourMs);
        advance(2 * hourMs);
        assert.equal(await isAccessTokenRevoked(store, grant), true);
        advance(minuteMs);
        assert.equal(await isAccessTokenRevoked(store, grant), false);
      }));

    it('vouches for declared clients alone', () =>
      withStore(open, async ({ store }) => {
        assert.equal((await store.vouchForClient(app)).live, true);
        assert.equal((await store.vouchForClient('unheard-of' as ClientId)).live, false);
        const role: DeclaredItem = { kind: 'role', id: 'clerk', properties: {} };
        await store.reconcileConfiguration([role], hourMs, here);
        assert.equal((await store.vouchForClient('clerk' as ClientId)).live, false);
      }));
  });
}
