import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { type FileHandle, link, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { decodeBase64url, encodeBase64url } from '@latchkey/tokens/base64url';
import { KeyRingError } from '../key-ring-error.ts';
import { createFolderOf, isErrorCode, syncFolderOf, writeNewFile } from './durable-file.ts';

export const secretBytes = 32;

/**
 * Read a secret from a file, making it on first use: 32 random bytes in base64url and a newline, mode 0600, in a folder with
 * mode 0700 if that had to be made. Of several processes that make it at once, one does and all get the same.
 *
 * On Windows modes are not checked: there the folder's access list decides.
 *
 * @throws KeyRingError `insecure_file` when others may read the file or replace what is in its folder; `invalid_file` when
 *   it does not hold 32 bytes. The file is left as it is.
 */
export async function readOrCreateSecretFile(path: string): Promise<KeyObject> {
  await createFolderOf(path);
  await refuseOpenFolder(dirname(path));
  const text = (await readSecretText(path)) ?? (await createSecretText(path));
  const secret = decodeBase64url(text.replace(/\n$/, ''));
  if (secret?.length !== secretBytes) {
    throw new KeyRingError(
      'invalid_file',
      `${path} must hold ${secretBytes} bytes in base64url on one line and does not. It has been left as it is: ` +
        'restore it from a backup; what was made with the secret cannot be read without it.',
    );
  }
  return createSecretKey(secret);
}

async function readSecretText(path: string): Promise<string | undefined> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if (isErrorCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  try {
    // Of the open file, so that what is judged is what is read.
    const { mode } = await file.stat();
    if (hasModeBits(mode, 0o077)) {
      throw new KeyRingError('insecure_file', `Other users may read ${path}: run "chmod 600 ${path}".`);
    }
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

/** A link appears with the whole content or not at all, and never replaces one that came first. */
async function createSecretText(path: string): Promise<string> {
  const temporaryPath = `${path}.${randomBytes(8).toString('hex')}.tmp`;
  const text = `${encodeBase64url(randomBytes(secretBytes))}\n`;
  try {
    await writeNewFile(temporaryPath, Buffer.from(text, 'utf8'));
    await link(temporaryPath, path);
    return text;
  } catch (error) {
    const madeByAnother = isErrorCode(error, 'EEXIST') ? await readSecretText(path) : undefined;
    if (madeByAnother === undefined) throw error;
    return madeByAnother;
  } finally {
    await rm(temporaryPath, { force: true });
    await syncFolderOf(path);
  }
}

async function refuseOpenFolder(folder: string): Promise<void> {
  const { mode } = await stat(folder);
  if (!hasModeBits(mode, 0o022)) return;
  throw new KeyRingError('insecure_file', `Other users may replace files in ${folder}: run "chmod 700 ${folder}".`);
}

function hasModeBits(mode: number, bits: number): boolean {
  return process.platform !== 'win32' && (mode & bits) !== 0;
}
