import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AuditEvent, ClientId, GrantId, SessionId, UserId } from '@latchkey/server/store';
import type { OpenStore } from './opened-store.ts';
import { elsewhere, here, minuteMs, overlapMs, withStore } from './scenario.ts';
import { beginGrantOfSomebody, refresh } from './steps.ts';

export function describeAuditTrail(open: OpenStore): void {
  describe('the audit trail', () => {
    it('O1 keeps all that an event says', () =>
      withStore(open, async ({ store }) => {
        const event: AuditEvent = {
          type: 'sign_in.failed',
          userId: 'user' as UserId,
          sessionId: 'session' as SessionId,
          grantId: 'grant' as GrantId,
          clientId: 'client' as ClientId,
          detail: { attempts: 3, limited: false, note: 'ünïcode' },
        };
        await store.appendAuditEvent(event, elsewhere);
        const [recorded] = await store.listAuditEvents({ limit: 1 });
        const { id, atMs, ...rest } = recorded ?? {};
        assert.ok(id !== undefined && Math.abs(Date.now() - (atMs ?? 0)) < minuteMs);
        assert.deepEqual(rest, { ...event, ...elsewhere });
      }));

    it('O1 lists the newest first, in pages', () =>
      withStore(open, async ({ store }) => {
        for (let attempt = 1; attempt <= 5; attempt += 1) {
          await store.appendAuditEvent({ type: 'sign_in.failed', detail: { attempt } }, here);
        }
        const page = await store.listAuditEvents({ limit: 2 });
        assert.deepEqual(
          page.map((event) => event.detail?.['attempt']),
          [5, 4],
        );
        const next = await store.listAuditEvents({ limit: 3, beforeId: page[1]?.id ?? 0 });
        assert.deepEqual(
          next.map((event) => event.detail?.['attempt']),
          [3, 2, 1],
        );
      }));

    it('O1 lists from 1 to 1,000 events and refuses another limit', () =>
      withStore(open, async ({ store }) => {
        for (const limit of [0, -1, 1_001, 1.5]) await assert.rejects(store.listAuditEvents({ limit }));
        assert.ok((await store.listAuditEvents({ limit: 1_000 })).length > 0);
      }));

    it('O1 tells listeners of each event once, as it is recorded, until they stop', () =>
      withStore(open, async ({ store, events, advance }) => {
        const heard: number[] = [];
        const stop = store.onAuditEvent((event) => heard.push(event.id));
        const grant = await beginGrantOfSomebody(store);
        await refresh(store, grant, 0);
        advance(overlapMs);
        await refresh(store, grant, 0);
        const recorded = await store.listAuditEvents({ limit: 1_000 });
        assert.deepEqual(events, recorded.filter((event) => heard.includes(event.id)).reverse());
        assert.deepEqual(
          events.map((event) => event.id),
          heard,
        );
        stop();
        const { length } = heard;
        await store.appendAuditEvent({ type: 'sign_in.failed' }, here);
        assert.equal(heard.length, length);
      }));

    it('O1 never uses a number twice, also across closing', () =>
      withStore(open, async (scenario) => {
        await Promise.all(
          Array.from({ length: 20 }, () => scenario.store.appendAuditEvent({ type: 'sign_in.failed' }, here)),
        );
        const before = await scenario.store.listAuditEvents({ limit: 1_000 });
        await scenario.reopen(0);
        await scenario.store.appendAuditEvent({ type: 'sign_in.failed' }, here);
        const after = await scenario.store.listAuditEvents({ limit: 1_000 });
        assert.deepEqual(after.slice(1), before);
        assert.ok((after[0]?.id ?? 0) > (before[0]?.id ?? 0));
        assert.equal(new Set(after.map((event) => event.id)).size, after.length);
      }));
  });
}
