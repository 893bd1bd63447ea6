/** The thread of the browser proxy's store. See docs/decisions/0014-browser-sessions-store.md. */
import { createClock } from '@latchkey/server/store';
import { openConnection } from '../sqlite-engine/connection.ts';
import { openEngine } from '../sqlite-engine/engine.ts';
import { serveEngine } from '../sqlite-engine/serve-engine.ts';
import { sessionsSchema } from './schema.ts';

serveEngine(({ file, clockOffset, pruneRows }) =>
  openEngine({
    schema: sessionsSchema,
    connection: openConnection(file, 'shared'),
    clock: createClock(clockOffset),
    pruneRows,
  }),
);
