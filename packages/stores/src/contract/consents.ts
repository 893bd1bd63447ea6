import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OpenStore } from './opened-store.ts';
import { api, app, here, minuteMs, otherApi, otherApp, withStore } from './scenario.ts';
import { createPerson } from './steps.ts';

export function describeConsents(open: OpenStore): void {
  describe('consents', () => {
    it('add to what was allowed before, for that person and client', () =>
      withStore(open, async ({ store, advance, events }) => {
        const userId = await createPerson(store);
        assert.equal(await store.findConsent(userId, app), undefined);
        await store.recordConsent({ userId, clientId: app, scopes: ['openid', 'a'], resources: [api] }, here);
        const first = await store.findConsent(userId, app);
        assert.deepEqual([first?.scopes, first?.resources], [['openid', 'a'], [api]]);
        advance(minuteMs);
        await store.recordConsent({ userId, clientId: app, scopes: ['a', 'b'], resources: [otherApi] }, here);
        const second = await store.findConsent(userId, app);
        assert.deepEqual([...(second?.scopes ?? [])].sort(), ['a', 'b', 'openid']);
        assert.deepEqual([...(second?.resources ?? [])].sort(), [api, otherApi].sort());
        assert.ok((second?.givenAtMs ?? 0) >= (first?.givenAtMs ?? 0) + minuteMs);
        assert.equal(await store.findConsent(userId, otherApp), undefined);
        assert.equal(await store.findConsent(await createPerson(store), app), undefined);
        assert.equal(events.filter((event) => event.type === 'consent.given').length, 2);
      }));

    it('lose nothing when given in parallel', () =>
      withStore(open, async ({ store }) => {
        const userId = await createPerson(store);
        const scopes = Array.from({ length: 20 }, (_, index) => `scope-${index}`);
        await Promise.all(
          scopes.map((scope) => store.recordConsent({ userId, clientId: app, scopes: [scope], resources: [] }, here)),
        );
        assert.deepEqual([...((await store.findConsent(userId, app))?.scopes ?? [])].sort(), [...scopes].sort());
      }));
  });
}
