import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StoreUnavailableError } from '@latchkey/server/store';
import type { OpenStore } from './opened-store.ts';
import { app, dayMs, hourMs, minuteMs, overlapMs, withStore } from './scenario.ts';
import { beginGrant, beginGrantOfSomebody, createPerson, refresh, signIn } from './steps.ts';

export function describeDurability(open: OpenStore): void {
  describe('what was acknowledged', () => {
    it('O3 is there after closing and opening again', () =>
      withStore(open, async (scenario) => {
        const browser = await signIn(scenario.store, await createPerson(scenario.store, { name: 'Ada' }));
        const grant = await beginGrant(scenario.store, browser);
        await refresh(scenario.store, grant, 0);
        await scenario.reopen(minuteMs);
        const { store } = scenario;
        assert.equal((await store.findSessionByCookie(browser.cookieHash))?.user.name, 'Ada');
        assert.equal((await store.vouchForClient(app)).live, true);
        assert.equal((await refresh(store, grant, 1)).status, 'rotated');
      }));

    it('O3 gives a number to one grant only, also when the newest are gone', () =>
      withStore(open, async (scenario) => {
        const before = await beginGrantOfSomebody(scenario.store);
        await scenario.reopen(365 * dayMs);
        const after = await beginGrantOfSomebody(scenario.store);
        assert.ok(after.grantNumber > before.grantNumber);
      }));

    it('T4 is not made older by the time the store was closed', () =>
      withStore(open, async (scenario) => {
        const grant = await beginGrantOfSomebody(scenario.store);
        await refresh(scenario.store, grant, 0);
        scenario.advance(overlapMs / 2);
        // Something is written, by which the store shows that it was alive until now.
        await refresh(scenario.store, grant, 1);
        await scenario.reopen(hourMs);
        assert.equal((await refresh(scenario.store, grant, 0)).status, 'replayed');
        scenario.advance(overlapMs / 2);
        assert.equal((await refresh(scenario.store, grant, 1)).status, 'replayed');
        assert.equal((await refresh(scenario.store, grant, 0)).status, 'reused');
      }));

    it('is refused by a closed store, and closing twice does no harm', () =>
      withStore(open, async ({ store }) => {
        const grant = await beginGrantOfSomebody(store);
        const last = refresh(store, grant, 0);
        await Promise.all([store.close(), store.close()]);
        assert.equal((await last).status, 'rotated', 'what was queued before is finished');
        await assert.rejects(refresh(store, grant, 1), StoreUnavailableError);
        await store.close();
      }));
  });

  describe('what is kept', () => {
    it('T4 does not grow with the number of refreshes', () =>
      withStore(open, async ({ store, measureBytes }) => {
        const browser = await signIn(store, await createPerson(store));
        const grants = await Promise.all(Array.from({ length: 50 }, () => beginGrant(store, browser)));
        const rotate = async (from: number, to: number): Promise<void> => {
          for (let generation = from; generation < to; generation += 1) {
            const results = await Promise.all(grants.map((grant) => refresh(store, grant, generation)));
            assert.ok(results.every((result) => result.status === 'rotated'));
          }
        };
        // The first few fill the memory of superseded generations that every row has.
        await rotate(0, 20);
        const before = await measureBytes();
        await rotate(20, 120);
        assert.equal(await measureBytes(), before);
      }));

    it('T4 is not made to grow by replays of tokens without end', () =>
      withStore(open, async ({ store, measureBytes }) => {
        const grant = await beginGrantOfSomebody(store);
        await refresh(store, grant, 0);
        const before = await measureBytes();
        for (let round = 0; round < 40; round += 1) {
          await Promise.all(Array.from({ length: 50 }, () => refresh(store, grant, 0)));
        }
        assert.equal(await measureBytes(), before);
      }));
  });
}
