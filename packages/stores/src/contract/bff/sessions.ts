import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SessionDigest } from '@latchkey/bff/store';
import type { OpenBffStore } from './opened-store.ts';
import { begin, beginExpired, describeSession, hourMs, makeDigest, minuteMs, withBffStore } from './scenario.ts';

export function describeSessions(open: OpenBffStore): void {
  describe('sessions', () => {
    it('B3 are kept as they were given, and found by their digest alone', () =>
      withBffStore(open, async ({ store }) => {
        const session = describeSession({ idleTtlMs: hourMs, absoluteTtlMs: 3 * hourMs });
        await store.beginSession(session);
        await begin(store);
        const found = await store.findSession(session.sessionDigest);
        assert.ok(found);
        const { createdAtMs } = found;
        assert.deepEqual(found, {
          sessionDigest: session.sessionDigest,
          sealedTokens: session.sealedTokens,
          version: 0,
          createdAtMs,
          lastUsedAtMs: createdAtMs,
          idleExpiresAtMs: createdAtMs + hourMs,
          absoluteExpiresAtMs: createdAtMs + 3 * hourMs,
        });
        assert.equal(await store.findSession(makeDigest() as SessionDigest), undefined);
      }));

    it('L7 end by themselves when unused for their idle time, and use extends that', () =>
      withBffStore(open, async ({ store, advance }) => {
        const digest = await begin(store, { idleTtlMs: hourMs });
        advance(50 * minuteMs);
        assert.ok(await store.findSession(digest));
        advance(50 * minuteMs);
        const found = await store.findSession(digest);
        assert.equal(found?.idleExpiresAtMs, found && found.lastUsedAtMs + hourMs);
        advance(hourMs);
        assert.equal(await store.findSession(digest), undefined);
        assert.equal(await store.findSession(digest, { touch: false }), undefined);
      }));

    it('L7 are not used by a look that says so', () =>
      withBffStore(open, async ({ store, advance }) => {
        const digest = await begin(store, { idleTtlMs: hourMs });
        advance(50 * minuteMs);
        const found = await store.findSession(digest, { touch: false });
        assert.equal(found?.lastUsedAtMs, found?.createdAtMs);
        advance(10 * minuteMs);
        assert.equal(await store.findSession(digest), undefined);
      }));

    it('L7 end at their absolute end, however much they are used', () =>
      withBffStore(open, async ({ store, advance }) => {
        const digest = await begin(store, { idleTtlMs: hourMs, absoluteTtlMs: 2 * hourMs });
        for (let quarter = 1; quarter < 8; quarter += 1) {
          advance(15 * minuteMs);
          assert.ok(await store.findSession(digest));
        }
        advance(15 * minuteMs);
        assert.equal(await store.findSession(digest), undefined);
      }));

    it('note their use once a minute at most', () =>
      withBffStore(open, async ({ store, advance }) => {
        const digest = await begin(store);
        const began = await store.findSession(digest);
        assert.ok(began);
        advance(minuteMs / 2);
        assert.deepEqual(await store.findSession(digest), began);
        advance(minuteMs / 2);
        const marked = await store.findSession(digest);
        assert.ok(marked !== undefined && marked.lastUsedAtMs >= began.lastUsedAtMs + minuteMs);
        assert.deepEqual(await store.findSession(digest), marked);
        assert.deepEqual(await store.findSession(digest, { touch: false }), marked);
      }));

    it('end when another begins in the same browser', () =>
      withBffStore(open, async ({ store }) => {
        const [first, other] = [await begin(store), await begin(store)];
        const second = await begin(store, { previousSessionDigest: first });
        assert.deepEqual(await store.filterLive([first, second, other]), new Set([second, other]));
        assert.equal(await store.findSession(first), undefined);
        await begin(store, { previousSessionDigest: first });
        await begin(store, { previousSessionDigest: makeDigest() as SessionDigest });
      }));

    it('stand as they were when the one that was to replace them cannot begin', () =>
      withBffStore(open, async ({ store }) => {
        const [first, taken] = [await begin(store), await begin(store)];
        await assert.rejects(begin(store, { sessionDigest: taken, previousSessionDigest: first }));
        assert.ok(await store.findSession(first));
      }));

    it('R1 are ended once', () =>
      withBffStore(open, async (scenario) => {
        const { store } = scenario;
        const [digest, other, expired] = [await begin(store), await begin(store), await beginExpired(scenario)];
        assert.equal(await store.endSession(digest), true);
        assert.equal(await store.findSession(digest), undefined);
        assert.equal(await store.endSession(digest), false);
        assert.equal(await store.endSession(expired), false);
        assert.ok(await store.findSession(other));
      }));

    it('are told apart from those that are over, without being used', () =>
      withBffStore(open, async (scenario) => {
        const { store, advance } = scenario;
        const expired = await beginExpired(scenario);
        const [live, ended, past] = [
          await begin(store, { idleTtlMs: hourMs }),
          await begin(store),
          await begin(store, { absoluteTtlMs: minuteMs }),
        ];
        await store.endSession(ended);
        advance(50 * minuteMs);
        const unknown = makeDigest() as SessionDigest;
        assert.deepEqual(await store.filterLive([live, ended, expired, past, unknown]), new Set([live]));
        assert.deepEqual(await store.filterLive([]), new Set());
        advance(10 * minuteMs);
        assert.deepEqual(await store.filterLive([live]), new Set());
      }));
  });
}
