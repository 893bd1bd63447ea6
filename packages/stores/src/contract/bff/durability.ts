import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BffStoreUnavailableError } from '@latchkey/bff/store';
import type { OpenBffStore } from './opened-store.ts';
import { begin, claim, hourMs, makeDigest, makeTokens, minuteMs, replace, withBffStore } from './scenario.ts';

export function describeDurability(open: OpenBffStore): void {
  describe('what was acknowledged', () => {
    it('O3 is there for a store that is opened when the first is closed', () =>
      withBffStore(open, async ({ store, openAnother }) => {
        const [digest, ended, leased, tokenDigest] = [
          await begin(store),
          await begin(store),
          await begin(store),
          makeDigest(),
        ];
        const sealedTokens = makeTokens();
        await claim(store, digest, 'mine');
        await replace(store, digest, 'mine', { sealedTokens });
        await store.endSession(ended);
        await claim(store, leased, 'mine');
        await store.rememberLogoutToken(tokenDigest, hourMs);
        await store.close();
        const later = await openAnother();
        assert.deepEqual((await later.findSession(digest))?.sealedTokens, sealedTokens);
        assert.equal(await later.findSession(ended), undefined);
        assert.equal((await claim(later, leased, 'other')).status, 'busy');
        assert.equal(await later.rememberLogoutToken(tokenDigest, hourMs), false);
      }));

    it('O3 is seen at once through any other store', () =>
      withBffStore(open, async ({ store, openAnother, advance }) => {
        const other = await openAnother();
        const digest = await begin(store);
        assert.ok(await other.findSession(digest));
        advance(minuteMs);
        const used = await other.findSession(digest);
        assert.deepEqual(await store.findSession(digest, { touch: false }), used);
        assert.equal(await other.endSession(digest), true);
        assert.equal(await store.findSession(digest), undefined);
      }));

    it('is refused by a closed store, and closing twice does no harm', () =>
      withBffStore(open, async ({ store }) => {
        const digest = await begin(store);
        const last = store.endSession(digest);
        await Promise.all([store.close(), store.close()]);
        assert.equal(await last, true, 'what was queued before is finished');
        const refused = [
          begin(store),
          store.findSession(digest),
          claim(store, digest, 'mine'),
          replace(store, digest, 'mine'),
          store.releaseRefresh({ sessionDigest: digest, claimId: 'mine' }),
          store.endSession(digest),
          store.endSessionsOf({ subjectDigest: makeDigest() }),
          store.filterLive([digest]),
          store.rememberLogoutToken(makeDigest(), hourMs),
        ];
        for (const call of refused) await assert.rejects(call, BffStoreUnavailableError);
        await store.close();
      }));
  });
}
