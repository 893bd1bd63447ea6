import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { it } from 'node:test';
import { refresh } from '../../../../packages/stores/src/contract/steps.ts';
import { openSqliteStore } from '../../../../packages/stores/src/sqlite/index.ts';
import { fillStore } from '../../../src/ours/scale/fill-store.ts';

it('a filled store has as many grants as were asked for, each of which can be refreshed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-fill-'));
  try {
    const file = join(folder, 'store.sqlite');
    const { first, generation } = await fillStore(file, 50);
    const store = await openSqliteStore({ file });
    for (let index = 0; index < 50; index += 1) {
      const grant = { ...first, grantNumber: first.grantNumber + index };
      const result = await refresh(store, grant, generation);
      assert.equal(result.status, 'rotated');
    }
    const beyond = await refresh(store, { ...first, grantNumber: first.grantNumber + 50 }, generation);
    assert.equal(beyond.status, 'unknown');
    await store.close();

    const db = new DatabaseSync(file, { readOnly: true });
    assert.deepEqual({ ...db.prepare('PRAGMA integrity_check').get() }, { integrity_check: 'ok' });
    assert.deepEqual(db.prepare('PRAGMA foreign_key_check').all(), []);
    for (const table of ['users', 'user_identifiers', 'sessions', 'grants']) {
      assert.equal(db.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.['count'], 50, table);
    }
    db.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
