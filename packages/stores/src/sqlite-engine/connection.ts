import { accessSync, constants, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { StoreOpenError, toOpenError } from '../open-error.ts';
import { beginWriting } from './begin-writing.ts';
import { createLogRestarter, walLimitBytes } from './checkpoint.ts';
import { watchIdentity } from './file-identity.ts';
import { type FileLock, lockFile } from './file-lock.ts';
import { createPrivateFile, resolveFile } from './private-file.ts';

export interface Connection {
  readonly db: DatabaseSync;
  /** The canonical path, or `:memory:`. */
  readonly file: string;
  /** Begin a transaction that writes. @throws when another connection does so for too long. */
  beginWriting(): void;
  /** To be asked before a commit. @throws when what is written would be lost, since the file is not in its place any more. */
  checkInPlace(): void;
  /** To be asked now and then. Keeps the log from growing where several processes write. @throws when the database fails. */
  restartLargeLog(): void;
  close(): void;
}

/** Who else may have the file open: nobody who serves from it too, or other processes of this machine that do. */
export type Company = 'alone' | 'shared';

/** How long a statement waits before the call is refused. */
const busyTimeoutsMs: Readonly<Record<Company, number>> = {
  /** For a backup or a person with a database shell. */
  alone: 2_000,
  /** For other processes that write all the time. */
  shared: 5_000,
};
/** Pages in the write-ahead log before SQLite copies them into the database: 4 MiB. */
const checkpointPages = 1_000;

/**
 * Open a database file.
 *
 * @param path - a file, created with mode 0600 when missing; or `:memory:`.
 * @throws StoreOpenError
 */
export function openConnection(path: string, company: Company): Connection {
  if (path === ':memory:') {
    const db = openDatabase(path, company);
    return {
      db,
      file: path,
      beginWriting: () => db.exec('BEGIN IMMEDIATE'),
      checkInPlace: () => {},
      restartLargeLog: () => {},
      close: () => {},
    };
  }
  let lock: FileLock | undefined;
  try {
    const file = resolveFile(path);
    if (company === 'alone') lock = lockFile(file);
    createPrivateFile(file);
    // SQLite would open for reading what it may not write, and the first change would fail instead of the start.
    accessSync(file, constants.W_OK);
    refuseSecondName(file);
    const db = openDatabase(file, company);
    const held = lock;
    const busyTimeoutMs = busyTimeoutsMs[company];
    return {
      db,
      file,
      beginWriting() {
        if (company === 'alone') db.exec('BEGIN IMMEDIATE');
        else beginWriting(db, { giveUpAfterMs: busyTimeoutMs, busyTimeoutMs });
      },
      checkInPlace: watchIdentity(file, held?.file),
      // Who writes alone always reaches the end of the log.
      restartLargeLog: company === 'alone' ? () => {} : createLogRestarter(db, file, busyTimeoutMs),
      close() {
        db.close();
        held?.release();
      },
    };
  } catch (error) {
    lock?.release();
    throw toOpenError(path, error);
  }
}

/** SQLite keeps a log for each name of a file: what is written under one is lost under the other. */
function refuseSecondName(file: string): void {
  const found = statSync(file);
  if (!found.isFile() || found.nlink === 1) return;
  throw new StoreOpenError(
    'unusable',
    `${file} has a second name (a hard link), under which another program may use it. Remove one of the two, or make it ` +
      'a copy.',
  );
}

function openDatabase(file: string, company: Company): DatabaseSync {
  const db = new DatabaseSync(file, {
    timeout: busyTimeoutsMs[company],
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
