/** A process whose store dies under it, with a call under way and one that comes after. It says what became of them. */
import type { Worker } from 'node:worker_threads';
import { openSqliteStore } from '@latchkey/stores/sqlite';

const workers: Worker[] = [];
process.on('worker', (worker) => workers.push(worker));
const store = await openSqliteStore({ file: ':memory:' });
console.log('open');
// What keeps a server's process alive.
setInterval(() => {}, 1_000);
store.listAuditEvents({ limit: 1 }).catch((error: unknown) => console.log(`refused: ${String(error)}`));
for (const worker of workers) void worker.terminate();
