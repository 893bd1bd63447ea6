import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The bytes of a file, or undefined when there is none. */
export async function readFileIfPresent(path: string): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    if (isErrorCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Make the folder of a file, for its owner alone. A folder that exists is left as it is. */
export async function createFolderOf(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
}

/**
 * Put bytes in place of a file (mode 0600) so that a crash leaves the old or the new file whole, and the new one for good
 * once this resolves. The caller holds the file's lock: the temporary file has always the same name, so that one left by a
 * crash does not stay.
 */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const temporaryPath = `${path}.tmp`;
  await rm(temporaryPath, { force: true });
  await writeNewFile(temporaryPath, bytes);
  await rename(temporaryPath, path);
  await syncFolderOf(path);
}

/** Write a file that must not exist yet (mode 0600), and wait until its bytes are on the disk. Its name may not be. */
export async function writeNewFile(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Wait until the names in a file's folder are on the disk; renaming alone does not promise it. */
export async function syncFolderOf(path: string): Promise<void> {
  // Windows cannot open a folder; NTFS keeps names in its journal.
  if (process.platform === 'win32') return;
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Whether an error is one of the operating system with this code. */
export function isErrorCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
