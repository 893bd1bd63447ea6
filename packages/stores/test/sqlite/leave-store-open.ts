/** A process that asks a store for something and neither waits nor closes it. */
import { openSqliteStore } from '@latchkey/stores/sqlite';

const store = await openSqliteStore({ file: ':memory:' });
await store.listAuditEvents({ limit: 1 });
const context = { requestId: 'request-1', address: undefined, userAgent: undefined };
void store.appendAuditEvent({ type: 'sign_in.failed' }, context).then(() => console.log('answered'));
