import { describe } from 'node:test';
import { describeDurability } from './durability.ts';
import { describeLogout } from './logout.ts';
import type { OpenBffStore } from './opened-store.ts';
import { describeRefreshing } from './refreshing.ts';
import { describeSessions } from './sessions.ts';

export type { OpenBffStore, OpenedBffStore } from './opened-store.ts';

/**
 * Declare, with `node:test`, what every storage engine of the browser proxy must do: the same tests for all of them, on
 * the real engine, opened twice where it matters.
 *
 * It does not test what is particular to one engine: its files, migrations, failures, pruning and processes.
 *
 * @param name - of the engine; the name of the suite.
 * @param open - called once for each test, for an empty store.
 */
export function describeBffStoreContract(name: string, open: OpenBffStore): void {
  describe(`the contract of the browser proxy's store on ${name}`, () => {
    describeSessions(open);
    describeRefreshing(open);
    describeLogout(open);
    describeDurability(open);
  });
}
