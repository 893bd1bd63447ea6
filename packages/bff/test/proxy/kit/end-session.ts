/** Another process of the application: opens the store of a file and ends a session in it. */
import type { SessionDigest } from '@latchkey/bff/store';
import { openSqliteBffStore } from '@latchkey/stores/sqlite-bff';

const [, , file = '', sessionDigest = ''] = process.argv;
const store = await openSqliteBffStore({ file });
const hasEnded = await store.endSession(sessionDigest as SessionDigest);
await store.close();
process.exitCode = hasEnded ? 0 : 1;
