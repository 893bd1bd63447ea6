import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { openSqliteStore } from '@latchkey/stores/sqlite';
import { here } from '../../src/contract/scenario.ts';
import { createPerson } from '../../src/contract/steps.ts';
import { withFolder } from './open-temporary.ts';
import { isRefusal } from './refusal.ts';
import { killHard, startChild } from './start-child.ts';

function modeOf(file: string): string {
  return (statSync(file).mode & 0o777).toString(8);
}

describe('the files of a store', () => {
  it('K1 can be read by their owner alone, whatever the umask, and so can a folder that was created', () =>
    withFolder(async (folder) => {
      const before = process.umask(0);
      try {
        const file = join(folder, 'new', 'data', 'store.sqlite');
        const store = await openSqliteStore({ file });
        await createPerson(store);
        for (const suffix of ['', '-wal', '-shm', '.lock']) assert.equal(modeOf(file + suffix), '600', suffix);
        assert.equal(modeOf(join(folder, 'new', 'data')), '700');
        await store.close();
      } finally {
        process.umask(before);
      }
    }));

  it('are left in one piece by closing: the write-ahead log is folded in', () =>
    withFolder(async (folder) => {
      const file = join(folder, 'store.sqlite');
      const store = await openSqliteStore({ file });
      await createPerson(store);
      assert.ok(statSync(`${file}-wal`).size > 0);
      await store.close();
      assert.equal(statSync(`${file}-wal`, { throwIfNoEntry: false }), undefined);
    }));

  it('are refused to a second server with a sentence that names the file and the remedy', () =>
    withFolder(async (folder) => {
      const file = join(folder, 'store.sqlite');
      const store = await openSqliteStore({ file });
      const refusal = isRefusal('in_use', /store\.sqlite is in use by another Latchkey server\. Stop that one/);
      await assert.rejects(openSqliteStore({ file }), refusal);
      await assert.rejects(openSqliteStore({ file }), refusal, 'a refusal does not break the lock');
      await createPerson(store);
      await store.close();
      await (await openSqliteStore({ file })).close();
    }));

  it('are refused to a second server by whatever name it calls them', () =>
    withFolder(async (folder) => {
      const file = join(folder, 'store.sqlite');
      const store = await openSqliteStore({ file });
      symlinkSync(file, join(folder, 'link.sqlite'));
      mkdirSync(join(folder, 'a'));
      symlinkSync(folder, join(folder, 'a', 'folder'));
      for (const other of [join(folder, 'link.sqlite'), join(folder, 'a', 'folder', 'store.sqlite')]) {
        await assert.rejects(openSqliteStore({ file: other }), isRefusal('in_use', /in use/));
      }
      await store.close();
    }));

  it('are refused to a second process, and free again when the first is killed', () =>
    withFolder(async (folder) => {
      const file = join(folder, 'store.sqlite');
      const holder = startChild('hold-store.ts', [file]);
      try {
        await once(holder.stdout, 'data');
        await assert.rejects(openSqliteStore({ file }), isRefusal('in_use', /in use/));
      } finally {
        await killHard(holder);
      }
      await (await openSqliteStore({ file })).close();
    }));

  it('may be read by a backup while the store is open', () =>
    withFolder(async (folder) => {
      const file = join(folder, 'store.sqlite');
      const store = await openSqliteStore({ file });
      await createPerson(store);
      const reader = new DatabaseSync(file, { readOnly: true });
      assert.equal(reader.prepare('SELECT count(*) AS people FROM users').get()?.['people'], 1);
      await createPerson(store);
      reader.close();
      await store.close();
    }));

  it('are refused when they are no database, or no folder can be made for them', () =>
    withFolder(async (folder) => {
      const file = join(folder, 'notes.txt');
      writeFileSync(file, 'Not a database, but long enough to be looked at as one.'.repeat(100));
      await assert.rejects(
        openSqliteStore({ file }),
        isRefusal('unusable', /notes\.txt cannot be opened.*Check the path/),
      );
      const below = join(file, 'store.sqlite');
      await assert.rejects(openSqliteStore({ file: below }), isRefusal('unusable', /cannot be opened/));
    }));

  it('are refused when another program made them, or a newer version, and are left as they were', () =>
    withFolder(async (folder) => {
      const foreign = join(folder, 'foreign.sqlite');
      const other = new DatabaseSync(foreign);
      other.exec('CREATE TABLE recipes (name TEXT)');
      other.close();
      await assert.rejects(openSqliteStore({ file: foreign }), isRefusal('foreign_database', /not one of Latchkey/));
      const newer = join(folder, 'newer.sqlite');
      await (await openSqliteStore({ file: newer })).close();
      const future = new DatabaseSync(newer);
      future.exec("INSERT INTO latchkey_migrations VALUES (9999, 'from-the-future', 0)");
      future.close();
      await assert.rejects(openSqliteStore({ file: newer }), isRefusal('newer_database', /schema 9999/));
      await assert.rejects(openSqliteStore({ file: newer }), isRefusal('newer_database', /schema 9999/));
    }));

  it('are refused when something is missing in them, and let go of', () =>
    withFolder(async (folder) => {
      const file = join(folder, 'damaged.sqlite');
      await (await openSqliteStore({ file })).close();
      const other = new DatabaseSync(file);
      other.exec('DROP TABLE life');
      other.close();
      for (let times = 0; times < 2; times += 1) {
        await assert.rejects(
          openSqliteStore({ file }),
          isRefusal('unusable', /damaged\.sqlite cannot be opened .*life/),
        );
      }
    }));

  it('O1 hold an audit trail that not even SQL can change or shorten', () =>
    withFolder(async (folder) => {
      const file = join(folder, 'store.sqlite');
      const store = await openSqliteStore({ file });
      await store.appendAuditEvent({ type: 'sign_in.failed' }, here);
      const before = await store.listAuditEvents({ limit: 10 });
      const other = new DatabaseSync(file);
      for (const sql of [
        "UPDATE audit_events SET address = 'elsewhere'",
        'UPDATE audit_events SET at_ms = 0 WHERE id = 1',
        'DELETE FROM audit_events',
        "REPLACE INTO audit_events (id, at_ms, type, request_id) VALUES (1, 0, 'x', 'y')",
      ]) {
        assert.throws(() => other.exec(sql), /append-only/, sql);
      }
      other.close();
      assert.deepEqual(await store.listAuditEvents({ limit: 10 }), before);
      await store.close();
    }));
});
