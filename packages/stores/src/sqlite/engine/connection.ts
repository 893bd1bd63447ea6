import { DatabaseSync } from 'node:sqlite';
import { StoreOpenError } from '../../open-error.ts';
import { type FileLock, lockFile } from './file-lock.ts';
import { createPrivateFile, resolveFile } from './private-file.ts';

export interface Connection {
  readonly db: DatabaseSync;
  /** The canonical path, or `:memory:`. */
  readonly file: string;
  close(): void;
}

/** Who else may have the file open: nobody who serves from it too, or other processes of this machine that do. */
export type Company = 'alone' | 'shared';

/** How long a statement waits for a backup or a person with a database shell, before the call is refused. */
const busyTimeoutMs = 2_000;
/** The same where other processes write all the time. SQLite has no queue, so now and then somebody waits for several. */
const sharedBusyTimeoutMs = 5_000;
/** Pages in the write-ahead log before SQLite copies them into the database: 4 MiB. */
const checkpointPages = 1_000;
/** A log that a long backup made larger shrinks to this at the next checkpoint. */
const walLimitBytes = 16 * 1024 * 1024;

/**
 * Open a database file.
 *
 * @param path - a file, created with mode 0600 when missing; or `:memory:`.
 * @throws StoreOpenError
 */
export function openConnection(path: string, company: Company): Connection {
  if (path === ':memory:') return { db: openDatabase(path, company), file: path, close: () => {} };
  let lock: FileLock | undefined;
  try {
    const file = resolveFile(path);
    if (company === 'alone') lock = lockFile(file);
    createPrivateFile(file);
    const db = openDatabase(file, company);
    const held = lock;
    return {
      db,
      file,
      close() {
        db.close();
        held?.release();
      },
    };
  } catch (error) {
    lock?.release();
    if (error instanceof StoreOpenError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreOpenError(
      'unusable',
      `${path} cannot be opened as a database (${reason}). Check the path, its permissions and the free space.`,
      { cause: error },
    );
  }
}

function openDatabase(file: string, company: Company): DatabaseSync {
  const db = new DatabaseSync(file, {
    timeout: company === 'alone' ? busyTimeoutMs : sharedBusyTimeoutMs,
    enableForeignKeyConstraints: true,
    enableDoubleQuotedStringLiterals: false,
  });
  try {
    // FULL: the log is synced at each commit, so what was acknowledged survives a power cut, not only a crash.
    db.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA wal_autocheckpoint = ${checkpointPages};
      PRAGMA journal_size_limit = ${walLimitBytes};
      PRAGMA trusted_schema = OFF;
      PRAGMA temp_store = MEMORY;
    `);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
