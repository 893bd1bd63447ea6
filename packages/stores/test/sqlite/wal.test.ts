import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import type { AuthorityStore } from '@latchkey/server/store';
import { here } from '../../src/contract/scenario.ts';
import { openTemporary } from './open-temporary.ts';

const mebibyte = 1024 * 1024;

function appendEvents(store: AuthorityStore, count: number): Promise<unknown> {
  const note = 'x'.repeat(1_000);
  const events = Array.from({ length: count }, () =>
    store.appendAuditEvent({ type: 'sign_in.failed', detail: { note } }, here),
  );
  return Promise.all(events);
}

describe('the write-ahead log', () => {
  it('stays small while much is written and long lists are read all the time', async () => {
    const opened = await openTemporary();
    const { store } = opened;
    let largestBytes = 0;
    await appendEvents(store, 2_000);
    for (let round = 0; round < 20; round += 1) {
      await Promise.all([
        appendEvents(store, 1_000),
        ...Array.from({ length: 5 }, () => store.listAuditEvents({ limit: 1_000 })),
        store.readRevocationLog(0),
      ]);
      largestBytes = Math.max(largestBytes, statSync(`${opened.file}-wal`).size);
    }
    assert.ok((await opened.measureBytes()) > 20 * mebibyte, 'much was written');
    assert.ok(largestBytes < 8 * mebibyte, `the log grew to ${largestBytes} bytes`);
    await opened.close();
  });

  it('shrinks again after a backup read for long', async () => {
    const opened = await openTemporary();
    const { store } = opened;
    await appendEvents(store, 100);
    const backup = new DatabaseSync(opened.file, { readOnly: true });
    backup.exec('BEGIN');
    backup.prepare('SELECT count(*) FROM audit_events').get();
    for (let round = 0; round < 25; round += 1) await appendEvents(store, 1_000);
    const grownBytes = statSync(`${opened.file}-wal`).size;
    assert.ok(grownBytes > 20 * mebibyte, 'a reader holds the log back');
    backup.close();
    for (let round = 0; round < 4; round += 1) await appendEvents(store, 1_000);
    const bytes = statSync(`${opened.file}-wal`).size;
    assert.ok(bytes <= 16 * mebibyte, `the log still has ${bytes} of ${grownBytes} bytes`);
    await opened.close();
  });
});
