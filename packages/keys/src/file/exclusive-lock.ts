import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { KeyRingError } from '../key-ring-error.ts';
import { createFolderOf, isErrorCode } from './durable-file.ts';

/** Far longer than a change of the ring takes. */
const patienceMs = 10_000;
const retryMs = 20;
/** SQLite's result codes for a lock that somebody else holds, SQLITE_BUSY, and for a file of something else, SQLITE_NOTADB. */
const [sqliteBusy, sqliteNotADatabase] = [5, 26];

/**
 * Do something while no other process or part of this one does it for the same path.
 *
 * The lock is one the operating system drops when its holder dies, so none can go stale. Node cannot ask for such a lock
 * by itself, but SQLite can: an exclusive transaction on an empty database, `<path>.lock`, which stays empty.
 *
 * @throws KeyRingError `contended` when the lock was not to be had in 10 seconds; `invalid_file` when something is in it.
 */
export async function withExclusiveLock<Result>(path: string, act: () => Promise<Result>): Promise<Result> {
  const lockPath = `${path}.lock`;
  await createFolderOf(path);
  createLockFile(lockPath);
  const lock = await acquireLock(lockPath);
  try {
    return await act();
  } finally {
    lock.close();
  }
}

/**
 * Make the file with a mode of our own. POSIX drops a process's locks on a file when it closes any handle on it, so one
 * that exists is not opened here, and a new one is closed before anything else can run.
 */
function createLockFile(lockPath: string): void {
  try {
    closeSync(openSync(lockPath, 'wx', 0o600));
  } catch (error) {
    if (!isErrorCode(error, 'EEXIST')) throw error;
  }
}

async function acquireLock(lockPath: string): Promise<DatabaseSync> {
  const startedAtMs = performance.now();
  const database = new DatabaseSync(lockPath, { timeout: 0 });
  for (;;) {
    try {
      // Without the pragma a journal would lie beside the lock while it is held.
      database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
      return database;
    } catch (error) {
      const code = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
      if (code !== sqliteBusy || performance.now() - startedAtMs > patienceMs) {
        database.close();
        throw explainFailure(lockPath, code, error);
      }
    }
    await wait(retryMs);
  }
}

function explainFailure(lockPath: string, code: unknown, cause: unknown): unknown {
  if (code === sqliteBusy) return new KeyRingError('contended', `Another process holds ${lockPath}: end it.`);
  if (code !== sqliteNotADatabase) return cause;
  return new KeyRingError('invalid_file', `${lockPath} must be empty and is not: remove it.`, { cause });
}
