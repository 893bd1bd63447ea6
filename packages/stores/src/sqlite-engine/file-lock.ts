import { accessSync, constants } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { StoreOpenError } from '../open-error.ts';
import { isBusy } from './failure.ts';
import { createPrivateFile } from './private-file.ts';

/** Held while a store is open. */
export interface FileLock {
  /** What is locked: it must stay where it is. */
  readonly file: string;
  release(): void;
}

/**
 * Keep any other server off a database file, in this process or another.
 *
 * The lock is an exclusive transaction that SQLite holds on an empty database beside the file: a lock of the operating
 * system, gone when the process is, however it ends. It is not on the database itself, so that a backup may read that
 * one meanwhile. The file stays when the lock is released: to delete it would race with who opens it next.
 *
 * @param file - canonical, or two names of one file could be locked side by side.
 * @throws StoreOpenError `in_use` or `unusable`
 */
export function lockFile(file: string): FileLock {
  const lock = `${file}.lock`;
  let db: DatabaseSync | undefined;
  try {
    createPrivateFile(lock);
    // SQLite would open it for reading, and an exclusive transaction there excludes nobody.
    accessSync(lock, constants.W_OK);
    db = new DatabaseSync(lock, { timeout: 0 });
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db?.close();
    throw isBusy(error) ? refuseAsInUse(file, error) : refuseAsUnusable(lock, error);
  }
  const held = db;
  return { file: lock, release: () => held.close() };
}

function refuseAsInUse(file: string, cause: unknown): StoreOpenError {
  return new StoreOpenError(
    'in_use',
    `${file} is in use by another Latchkey server. Stop that one first, or give this one a data folder of its own.`,
    { cause },
  );
}

function refuseAsUnusable(lock: string, cause: unknown): StoreOpenError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StoreOpenError(
    'unusable',
    `${lock}, which keeps a second server away, cannot be locked (${reason}). Check its permissions and those of its ` +
      'folder. It is an empty file.',
    { cause },
  );
}
