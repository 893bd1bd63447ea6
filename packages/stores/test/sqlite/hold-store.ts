/** A process that opens the store named on its command line, says so, and then waits to be killed. */
import { openSqliteStore } from '@latchkey/stores/sqlite';

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('Name a database file.');
await openSqliteStore({ file });
process.stdout.write('open\n');
setInterval(() => {}, 1_000);
