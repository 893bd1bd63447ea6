/** The thread of the authority's store. See docs/decisions/0005-sqlite-thread.md. */
import { createClock } from '@latchkey/server/store';
import { openConnection } from '../sqlite-engine/connection.ts';
import { openEngine } from '../sqlite-engine/engine.ts';
import { serveEngine } from '../sqlite-engine/serve-engine.ts';
import { authoritySchema } from './schema.ts';

serveEngine(({ file, clockOffset, pruneRows }) =>
  openEngine({
    schema: authoritySchema,
    connection: openConnection(file, 'alone'),
    clock: createClock(clockOffset),
    pruneRows,
  }),
);
