import { describe } from 'node:test';
import { describeAttempts } from './attempts.ts';
import { describeAuditTrail } from './audit-trail.ts';
import { describeClients } from './clients.ts';
import { describeConsents } from './consents.ts';
import { describeDoubleSubmits } from './double-submits.ts';
import { describeDurability } from './durability.ts';
import { describeFirstAdministrator } from './first-administrator.ts';
import { describeGrantLifetimes } from './grant-lifetimes.ts';
import { describeHistories } from './histories.ts';
import { describeLogoutNotifications } from './logout-notifications.ts';
import type { OpenStore } from './opened-store.ts';
import { describePasswordChange } from './password-change.ts';
import { describePeople } from './people.ts';
import { describeRedeeming } from './redeeming.ts';
import { describeRefreshing } from './refreshing.ts';
import { describeRevocationLog } from './revocation-log.ts';
import { describeSessions } from './sessions.ts';

export { describeBffStoreContract, type OpenBffStore, type OpenedBffStore } from './bff/index.ts';
export type { OpenedStore, OpenStore } from './opened-store.ts';

export interface StoreContractOptions {
  /** Of the random histories; print it, so that a failure can be had again. */
  readonly seed: number;
  /** How many random histories are played. Default 60. */
  readonly runs?: number | undefined;
}

/**
 * Declare, with `node:test`, what every storage engine must do: the same tests for all of them, on the real engine.
 * Needs fast-check beside it.
 *
 * It does not test what is particular to one engine: its files, migrations, failures and pruning.
 *
 * @param name - of the engine; the name of the suite.
 * @param open - called once for each test, for an empty store.
 */
export function describeStoreContract(name: string, open: OpenStore, options: StoreContractOptions): void {
  describe(`the store contract on ${name}`, () => {
    describeRefreshing(open);
    describeGrantLifetimes(open);
    describeRedeeming(open);
    describeSessions(open);
    describeDoubleSubmits(open);
    describePeople(open);
    describePasswordChange(open);
    describeLogoutNotifications(open);
    describeClients(open);
    describeConsents(open);
    describeAttempts(open);
    describeFirstAdministrator(open);
    describeRevocationLog(open);
    describeAuditTrail(open);
    describeDurability(open);
    describeHistories(open, { seed: options.seed, runs: options.runs ?? 60 });
  });
}
