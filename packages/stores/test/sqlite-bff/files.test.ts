import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { openSqliteStore } from '@latchkey/stores/sqlite';
import { openSqliteBffStore } from '@latchkey/stores/sqlite-bff';
import { begin } from '../../src/contract/bff/scenario.ts';
import { withFolder } from '../sqlite/open-temporary.ts';
import { isRefusal } from '../sqlite/refusal.ts';

function readTables(file: string): readonly unknown[] {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    return db.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all();
  } finally {
    db.close();
  }
}

describe('the files of the browser proxy’s store', () => {
  it('K1 can be read by their owner alone, whatever the umask, and so can a folder that was created', () =>
    withFolder(async (folder) => {
      const before = process.umask(0);
      try {
        const file = join(folder, 'new', 'sessions.sqlite');
        const store = await openSqliteBffStore({ file });
        await begin(store);
        for (const name of ['', '-wal', '-shm']) {
          assert.equal((statSync(file + name).mode & 0o777).toString(8), '600', name);
        }
        assert.equal((statSync(join(folder, 'new')).mode & 0o777).toString(8), '700');
        assert.equal(statSync(`${file}.lock`, { throwIfNoEntry: false }), undefined);
        await store.close();
      } finally {
        process.umask(before);
      }
    }));

  it('are opened by many at once, new as they are', () =>
    withFolder(async (folder) => {
      for (let round = 0; round < 5; round += 1) {
        const file = join(folder, `${round}.sqlite`);
        const stores = await Promise.all(Array.from({ length: 6 }, () => openSqliteBffStore({ file })));
        const digests = await Promise.all(stores.map((store) => begin(store)));
        for (const store of stores) assert.deepEqual(await store.filterLive(digests), new Set(digests));
        await Promise.all(stores.map((store) => store.close()));
        assert.equal(statSync(`${file}-wal`, { throwIfNoEntry: false }), undefined, 'the last one folds the log in');
      }
    }));

  it('are refused when they are no database, or no folder can be made for them', () =>
    withFolder(async (folder) => {
      const file = join(folder, 'notes.txt');
      writeFileSync(file, 'Not a database, but long enough to be looked at as one.'.repeat(100));
      await assert.rejects(openSqliteBffStore({ file }), isRefusal('unusable', /notes\.txt cannot be opened/));
      const below = join(file, 'sessions.sqlite');
      await assert.rejects(openSqliteBffStore({ file: below }), isRefusal('unusable', /cannot be opened/));
    }));

  it('are refused when a newer version or another program made them, and are left as they were', () =>
    withFolder(async (folder) => {
      const newer = join(folder, 'newer.sqlite');
      await (await openSqliteBffStore({ file: newer })).close();
      const future = new DatabaseSync(newer);
      future.exec("INSERT INTO latchkey_migrations VALUES (9999, 'from-the-future', 0)");
      future.close();
      await assert.rejects(openSqliteBffStore({ file: newer }), isRefusal('newer_database', /schema 9999/));
      const foreign = join(folder, 'foreign.sqlite');
      const other = new DatabaseSync(foreign);
      other.exec('CREATE TABLE recipes (name TEXT)');
      other.close();
      const before = readTables(foreign);
      await assert.rejects(openSqliteBffStore({ file: foreign }), isRefusal('foreign_database', /not one of Latchkey/));
      assert.deepEqual(readTables(foreign), before);
    }));

  it('are not the authority’s, nor are the authority’s theirs, and either is left as it was', () =>
    withFolder(async (folder) => {
      const [authority, bff] = [join(folder, 'latchkey.db'), join(folder, 'sessions.db')];
      await (await openSqliteStore({ file: authority })).close();
      await (await openSqliteBffStore({ file: bff })).close();
      const before = [readTables(authority), readTables(bff)];
      const refusal = isRefusal('foreign_database', /belongs to another part of Latchkey.*name another/);
      await assert.rejects(openSqliteBffStore({ file: authority }), refusal);
      await assert.rejects(openSqliteStore({ file: bff }), refusal);
      assert.deepEqual([readTables(authority), readTables(bff)], before);
    }));

  it('hold nothing of a session that is over', () =>
    withFolder(async (folder) => {
      const file = join(folder, 'sessions.sqlite');
      const store = await openSqliteBffStore({ file });
      const digest = await begin(store);
      await store.endSession(await begin(store, { previousSessionDigest: digest }));
      await store.close();
      const db = new DatabaseSync(file, { readOnly: true });
      assert.equal(db.prepare('SELECT count(*) AS found FROM sessions').get()?.['found'], 0);
      db.close();
    }));
});
