import { statSync } from 'node:fs';

/** SQLITE_READONLY_DBMOVED: what SQLite says of a moved file itself, though not of one with a write-ahead log. */
const databaseMoved = 1032;

/**
 * Notice when the files of an open database are deleted, moved or replaced (a restored backup, a data folder that was
 * emptied). SQLite would go on writing to what has no name any more, and all of it would be gone with the process. And
 * without the lock beside the database, a second server may have been let in.
 *
 * @param file - of the database; it is there.
 * @param lock - beside it, and there as well; undefined when nobody is kept away.
 * @returns A check to make before each commit, within the transaction. It throws an error that is about the database. A call
 *   of the operating system for each file, 1.5 µs.
 */
export function watchIdentity(file: string, lock: string | undefined): () => void {
  const placed = (lock === undefined ? [file] : [file, lock]).map((name) => ({ name, before: identify(name) }));
  const log = `${file}-wal`;
  // SQLite makes the log when it first looks into the database, and keeps it until the last connection is closed.
  let logBefore: string | undefined;
  return () => {
    const logNow = identify(log);
    logBefore ??= logNow;
    if (logNow === logBefore && placed.every(({ name, before }) => identify(name) === before)) return;
    const message = `${file}, its log or its lock was deleted or replaced while it was open; restart the server.`;
    throw Object.assign(new Error(message), { errcode: databaseMoved });
  };
}

function identify(file: string): string | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev} ${found.ino}`;
}
