import type { Schema } from '../sqlite-engine/schema.ts';
import { intents } from './intents.ts';
import { beginLife } from './life.ts';
import { migrations } from './migrations/index.ts';
import { prune } from './prune.ts';
import { ensureRevocationHead } from './revocation-log.ts';

/** The authority's store. It has its file to itself, so that reading beside a writer would gain it nothing. */
export const authoritySchema: Schema = {
  migrations,
  intents,
  reads: new Set(),
  begin(queries, clock) {
    ensureRevocationHead(queries);
    return beginLife(queries, clock);
  },
  prune,
};
