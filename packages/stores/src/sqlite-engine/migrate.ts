import type { DatabaseSync } from 'node:sqlite';
import { StoreOpenError } from '../open-error.ts';
import type { Migration } from './migration.ts';
import { createQueries } from './queries.ts';

/**
 * Bring a database to the newest version, each step in a transaction of its own together with the record of it: a
 * process killed midway goes on from the step it was at, and of several that begin at once one takes each step.
 *
 * @param file - for the message alone.
 * @throws StoreOpenError `newer_database` or `foreign_database`, before anything is changed.
 */
export function migrate(db: DatabaseSync, file: string, migrations: readonly Migration[], nowMs: number): void {
  const applied = readVersion(db, file, migrations);
  const newest = migrations.at(-1)?.version ?? 0;
  if (applied > newest) {
    throw new StoreOpenError(
      'newer_database',
      `${file} was written by a newer version of Latchkey (schema ${applied}; this one knows ${newest}). ` +
        'Start that version or a later one, or restore a backup from before the upgrade.',
    );
  }
  for (const migration of migrations) {
    if (migration.version > applied) apply(db, file, migrations, migration, nowMs);
  }
}

/** The version of the last step applied; 0 for a database that is still empty. */
function readVersion(db: DatabaseSync, file: string, migrations: readonly Migration[]): number {
  const queries = createQueries(db);
  const tables = queries.all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'");
  if (tables.length === 0) return 0;
  if (!tables.some((table) => table.name === 'latchkey_migrations')) {
    throw new StoreOpenError(
      'foreign_database',
      `${file} is a database, but not one of Latchkey's. Name another file.`,
    );
  }
  const applied = queries.all<{ version: number; name: string }>('SELECT version, name FROM latchkey_migrations');
  const known = new Map(migrations.map(({ version, name }) => [version, name]));
  // Each store counts its steps from 1, so the names tell one store's database from another's.
  if (applied.some(({ version, name }) => known.has(version) && known.get(version) !== name)) {
    throw new StoreOpenError(
      'foreign_database',
      `${file} belongs to another part of Latchkey. Each keeps a file of its own: name another.`,
    );
  }
  return Math.max(0, ...applied.map(({ version }) => version));
}

/** Take one step, unless somebody else has taken it meanwhile. */
function apply(
  db: DatabaseSync,
  file: string,
  migrations: readonly Migration[],
  migration: Migration,
  nowMs: number,
): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    if (readVersion(db, file, migrations) < migration.version) {
      db.exec(`CREATE TABLE IF NOT EXISTS latchkey_migrations (
        version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at_ms INTEGER NOT NULL
      ) STRICT`);
      db.exec(migration.sql);
      db.prepare('INSERT INTO latchkey_migrations (version, name, applied_at_ms) VALUES (?, ?, ?)').run(
        migration.version,
        migration.name,
        nowMs,
      );
    }
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
