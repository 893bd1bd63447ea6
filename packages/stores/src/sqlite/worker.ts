/** The thread of the authority's store. See docs/decisions/0005-sqlite-thread.md. */
import { createClock } from '@latchkey/server/store';
import { openConnection } from './engine/connection.ts';
import { openEngine } from './engine/engine.ts';
import { serveEngine } from './engine/serve-engine.ts';
import { authoritySchema } from './schema.ts';

serveEngine(({ file, clockOffset, pruneRows }) =>
  openEngine({
    schema: authoritySchema,
    connection: openConnection(file, 'alone'),
    clock: createClock(clockOffset),
    pruneRows,
  }),
);
