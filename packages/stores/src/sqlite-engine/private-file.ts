import { closeSync, mkdirSync, openSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/**
 * Make sure a file exists, readable by its owner alone. SQLite gives its journal and shared memory the mode of the
 * database they belong to, and never narrows one, so the file must be there with the right mode before SQLite opens it.
 * A file that exists is not even opened: closing it would drop the locks this process holds on it (POSIX).
 */
export function createPrivateFile(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
}

/**
 * The one name of a file that may not exist yet, which a link may lead to; creates its folder, for its owner alone, when
 * that is missing.
 */
export function resolveFile(file: string): string {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    return realpathSync(file);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
  const folder = realpathSync(dirname(file));
  const target = readLink(file);
  // A link to nothing yet: SQLite would make the file that it names, under that name.
  return target === undefined ? join(folder, basename(file)) : resolveFile(resolve(folder, target));
}

function readLink(file: string): string | undefined {
  try {
    return readlinkSync(file);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
