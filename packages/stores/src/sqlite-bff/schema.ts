import type { Schema } from '../sqlite-engine/schema.ts';
import type { SessionIntentName, SessionIntentTable } from './intent-table.ts';
import { beginLife } from './life.ts';
import { logoutTokenIntents } from './logout-tokens.ts';
import { migrations } from './migrations/index.ts';
import { prune } from './prune.ts';
import { refreshIntents } from './refresh-leases.ts';
import { sessionIntents } from './sessions.ts';

const intents: SessionIntentTable = { ...sessionIntents, ...refreshIntents, ...logoutTokenIntents };
const reads: readonly SessionIntentName[] = ['lookAtSession', 'filterLive'];

/** The browser proxy's store. Most of what it is asked reads, and must not wait for a process that writes. */
export const sessionsSchema: Schema = {
  migrations,
  intents: { ...intents },
  reads: new Set<string>(reads),
  begin: (_, clock) => beginLife(clock),
  prune,
};
