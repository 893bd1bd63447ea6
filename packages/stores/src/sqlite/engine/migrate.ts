import type { DatabaseSync } from 'node:sqlite';
import { StoreOpenError } from '../../open-error.ts';
import type { Migration } from '../migrations/migration.ts';
import { createQueries } from './queries.ts';

/**
 * Bring a database to the newest version, each step in a transaction of its own together with the record of it: a
 * process killed midway goes on from the step it was at.
 *
 * @param file - for the message alone.
 * @throws StoreOpenError `newer_database` or `foreign_database`, before anything is changed.
 */
export function migrate(db: DatabaseSync, file: string, migrations: readonly Migration[], nowMs: number): void {
  const applied = readVersion(db, file);
  const newest = migrations.at(-1)?.version ?? 0;
  if (applied > newest) {
    throw new StoreOpenError(
      'newer_database',
      `${file} was written by a newer version of Latchkey (schema ${applied}; this one knows ${newest}). ` +
        'Start that version or a later one, or restore a backup from before the upgrade.',
    );
  }
  for (const migration of migrations) {
    if (migration.version > applied) apply(db, migration, nowMs);
  }
}

/** The version of the last step applied; 0 for a database that is still empty. */
function readVersion(db: DatabaseSync, file: string): number {
  const queries = createQueries(db);
  const tables = queries.all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'");
  if (tables.length === 0) return 0;
  if (!tables.some((table) => table.name === 'latchkey_migrations')) {
    throw new StoreOpenError(
      'foreign_database',
      `${file} is a database, but not one of Latchkey's. Name another file.`,
    );
  }
  return queries.one<{ version: number }>('SELECT max(version) AS version FROM latchkey_migrations')?.version ?? 0;
}

function apply(db: DatabaseSync, migration: Migration, nowMs: number): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    db.exec(`CREATE TABLE IF NOT EXISTS latchkey_migrations (
      version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at_ms INTEGER NOT NULL
    ) STRICT`);
    db.exec(migration.sql);
    db.prepare('INSERT INTO latchkey_migrations (version, name, applied_at_ms) VALUES (?, ?, ?)').run(
      migration.version,
      migration.name,
      nowMs,
    );
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
