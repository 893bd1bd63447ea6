import { DatabaseSync } from 'node:sqlite';
import { StoreOpenError } from '../../open-error.ts';
import { createPrivateFile } from './private-file.ts';

/** Held while a store is open. */
export interface FileLock {
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
 * @throws StoreOpenError `in_use`
 */
export function lockFile(file: string): FileLock {
  const lock = `${file}.lock`;
  createPrivateFile(lock);
  const db = new DatabaseSync(lock, { timeout: 0 });
  try {
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    throw new StoreOpenError(
      'in_use',
      `${file} is in use by another Latchkey server. Stop that one first, or give this one a data folder of its own.`,
      { cause: error },
    );
  }
  return { release: () => db.close() };
}
