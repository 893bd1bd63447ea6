import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { migrations } from '../../src/sqlite/migrations/index.ts';
import { migrate } from '../../src/sqlite-engine/migrate.ts';
import type { Migration } from '../../src/sqlite-engine/migration.ts';
import { isRefusal } from '../sqlite/refusal.ts';

/** Steps that only a test has: one adds a table, the next a column with what the first left in it. */
const steps: readonly Migration[] = [
  { version: 1, name: 'one', sql: 'CREATE TABLE things (name TEXT) STRICT' },
  { version: 2, name: 'two', sql: 'ALTER TABLE things ADD COLUMN size INTEGER; UPDATE things SET size = 7' },
  { version: 3, name: 'three', sql: 'CREATE INDEX things_by_size ON things (size)' },
];

function withDatabase(run: (db: DatabaseSync) => void): void {
  const db = new DatabaseSync(':memory:');
  try {
    run(db);
  } finally {
    db.close();
  }
}

/** All that defines the schema, in one order. */
function readSchema(db: DatabaseSync): readonly unknown[] {
  return db.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name').all();
}

function readVersions(db: DatabaseSync): readonly unknown[] {
  return db
    .prepare('SELECT version, name, applied_at_ms FROM latchkey_migrations ORDER BY version')
    .all()
    .map((row) => Object.values(row));
}

describe('migrations', () => {
  it('are numbered from 1 without a gap', () => {
    assert.deepEqual(
      migrations.map(({ version }) => version),
      migrations.map((_, index) => index + 1),
    );
  });

  it('lead from each older version to the same schema', () => {
    const complete = new DatabaseSync(':memory:');
    migrate(complete, 'file', migrations, 1);
    for (let older = 0; older < migrations.length; older += 1) {
      withDatabase((db) => {
        migrate(db, 'file', migrations.slice(0, older), 1);
        migrate(db, 'file', migrations, 2);
        assert.deepEqual(readSchema(db), readSchema(complete));
      });
    }
    complete.close();
  });

  it('keep the data of each older version', () => {
    for (const older of [1, 2]) {
      withDatabase((db) => {
        migrate(db, 'file', steps.slice(0, older), 1);
        db.exec("INSERT INTO things (name) VALUES ('a')");
        migrate(db, 'file', steps, 2);
        assert.deepEqual(
          { ...db.prepare('SELECT name, size FROM things').get() },
          { name: 'a', size: older === 1 ? 7 : null },
        );
        assert.deepEqual(
          readVersions(db),
          steps.map(({ version, name }) => [version, name, version <= older ? 1 : 2]),
        );
      });
    }
  });

  it('are applied once', () =>
    withDatabase((db) => {
      migrate(db, 'file', steps, 1);
      migrate(db, 'file', steps, 2);
      assert.deepEqual(
        readVersions(db).map((row) => (row as readonly unknown[])[2]),
        [1, 1, 1],
      );
    }));

  it('leave a database at the step before one that fails', () =>
    withDatabase((db) => {
      const broken = { version: 2, name: 'broken', sql: 'CREATE TABLE more (a TEXT); CREATE TABLE things (b TEXT)' };
      assert.throws(() => migrate(db, 'file', [...steps.slice(0, 1), broken], 1), /already exists/);
      assert.deepEqual(readVersions(db), [[1, 'one', 1]]);
      assert.equal(db.isTransaction, false);
      migrate(db, 'file', steps, 2);
      assert.equal(readVersions(db).length, 3);
    }));

  it('refuse a database from the future with a sentence that says what to do, and change nothing', () =>
    withDatabase((db) => {
      migrate(db, 'file', steps, 1);
      const before = readSchema(db);
      const refusal = isRefusal(
        'newer_database',
        /data\.sqlite was written by a newer version .*schema 3.*knows 2.*Start/,
      );
      assert.throws(() => migrate(db, 'data.sqlite', steps.slice(0, 2), 2), refusal);
      assert.deepEqual(readSchema(db), before);
    }));

  it('refuse a database of something else, and change nothing', () =>
    withDatabase((db) => {
      db.exec('CREATE TABLE recipes (name TEXT)');
      const before = readSchema(db);
      assert.throws(
        () => migrate(db, 'data.sqlite', steps, 1),
        isRefusal('foreign_database', /data\.sqlite .*not one of Latchkey/),
      );
      assert.deepEqual(readSchema(db), before);
    }));
});
