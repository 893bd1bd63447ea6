import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OpenBffStore } from './opened-store.ts';
import { begin, claim, hourMs, makeDigest, minuteMs, replace, withBffStore } from './scenario.ts';

export function describeLogout(open: OpenBffStore): void {
  describe('back-channel logout', () => {
    it('R1 ends the sessions of a sid, and no other of the same person', () =>
      withBffStore(open, async ({ store }) => {
        const [subjectDigest, sidDigest] = [makeDigest(), makeDigest()];
        const meant = [
          await begin(store, { subjectDigest, sidDigest }),
          await begin(store, { subjectDigest, sidDigest }),
        ];
        const others = [
          await begin(store, { subjectDigest }),
          await begin(store, { subjectDigest, sidDigest: undefined }),
          await begin(store),
        ];
        assert.equal(await store.endSessionsOf({ sidDigest: makeDigest() }), 0);
        assert.equal(await store.endSessionsOf({ sidDigest: subjectDigest }), 0);
        assert.equal(await store.endSessionsOf({ sidDigest }), 2);
        assert.deepEqual(await store.filterLive([...meant, ...others]), new Set(others));
        assert.equal(await store.endSessionsOf({ sidDigest }), 0);
      }));

    it('R1 ends every session of a subject, with a sid or without', () =>
      withBffStore(open, async ({ store }) => {
        const subjectDigest = makeDigest();
        const sidDigest = makeDigest();
        await begin(store, { subjectDigest, sidDigest });
        await begin(store, { subjectDigest, sidDigest: undefined });
        const other = await begin(store, { sidDigest });
        assert.equal(await store.endSessionsOf({ subjectDigest: sidDigest }), 0);
        assert.equal(await store.endSessionsOf({ subjectDigest }), 2);
        assert.ok(await store.findSession(other));
      }));

    it('R1 counts only what was live', () =>
      withBffStore(open, async ({ store, advance }) => {
        const [subjectDigest, sidDigest] = [makeDigest(), makeDigest()];
        await begin(store, { subjectDigest, sidDigest, idleTtlMs: minuteMs });
        await begin(store, { subjectDigest, sidDigest, idleTtlMs: hourMs });
        advance(minuteMs);
        assert.equal(await store.endSessionsOf({ sidDigest }), 1);
        assert.equal(await store.endSessionsOf({ subjectDigest }), 0);
      }));

    it('R1 wins over a refresh that is under way', () =>
      withBffStore(open, async ({ store }) => {
        const sidDigest = makeDigest();
        const digest = await begin(store, { sidDigest });
        await claim(store, digest, 'mine');
        const [outcome] = await Promise.all([replace(store, digest, 'mine'), store.endSessionsOf({ sidDigest })]);
        assert.ok(outcome === 'replaced' || outcome === 'gone');
        assert.equal(await store.findSession(digest), undefined);
      }));

    it('takes a logout token once, of any number at once through two stores', () =>
      withBffStore(open, async ({ store, openAnother }) => {
        const stores = [store, await openAnother()];
        const tokenDigest = makeDigest();
        const answers = await Promise.all(
          Array.from({ length: 20 }, () => stores.map((one) => one.rememberLogoutToken(tokenDigest, hourMs))).flat(),
        );
        assert.equal(answers.filter(Boolean).length, 1);
        assert.equal(await store.rememberLogoutToken(makeDigest(), hourMs), true, 'another is not known');
      }));

    it('remembers a logout token for as long as it was told, whoever asks meanwhile', () =>
      withBffStore(open, async ({ store, advance }) => {
        const tokenDigest = makeDigest();
        await store.rememberLogoutToken(tokenDigest, hourMs);
        advance(59 * minuteMs);
        assert.equal(await store.rememberLogoutToken(tokenDigest, hourMs), false);
        advance(minuteMs);
        assert.equal(await store.rememberLogoutToken(tokenDigest, hourMs), true);
        assert.equal(await store.rememberLogoutToken(tokenDigest, hourMs), false);
      }));
  });
}
