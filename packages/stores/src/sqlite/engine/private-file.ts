import { closeSync, mkdirSync, openSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Make sure a file exists, readable by its owner alone. SQLite gives its journal and shared memory the mode of the
 * database they belong to, and never narrows one, so the file must be there with the right mode before SQLite opens it.
 * A file that exists is not even opened: closing it would drop the locks this process holds on it (POSIX).
 */
export function createPrivateFile(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

/** The one name of a file that may not exist yet; creates its folder, for its owner alone, when that is missing. */
export function resolveFile(file: string): string {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    return realpathSync(file);
  } catch {
    return join(realpathSync(dirname(file)), basename(file));
  }
}
