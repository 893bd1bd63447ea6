import { createHash, randomBytes } from 'node:crypto';
import { chmod, link, mkdir, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { ConfigProblem } from '@latchkey/host/config-problem';
import { encodeBase64url } from '@latchkey/tokens/base64url';
import type { SecretSource } from './config-input.ts';
import type { Environment } from './environment.ts';

/** Anything shorter can be guessed or is a password somebody made up; 32 random base64url characters hold 192 bits. */
const minSecretCharacters = 32;
const generatedSecretBytes = 32;

export interface SecretSurroundings {
  readonly environment: Environment;
  /** What relative paths of `{ file }` start at. */
  readonly fileDirectory: string;
  readonly dataDirectory: string;
}

/** A secret's SHA-256, or that its file must still be made. The secret itself goes no further than this module. */
export type FetchedSecret =
  | { readonly hash: Uint8Array }
  | { readonly generateInto: string }
  | { readonly problem: Omit<ConfigProblem, 'path'> };

/** Where a generated secret of a client is kept. */
function locateGeneratedSecret(dataDirectory: string, clientId: string): string {
  return join(dataDirectory, 'secrets', 'clients', clientId);
}

/**
 * Fetch one secret. Writes nothing. A problem does not repeat what the source says: a secret put there by mistake
 * (`{ env: process.env.SECRET }`) must not end up in a log.
 */
export async function fetchClientSecret(
  source: SecretSource,
  clientId: string,
  { environment, fileDirectory, dataDirectory }: SecretSurroundings,
): Promise<FetchedSecret> {
  if ('env' in source) {
    const secret = environment[source.env];
    if (secret === undefined || secret === '') {
      return {
        problem: {
          what: 'names an environment variable that is not set',
          remedy: 'Set it, or write { generate: true }.',
        },
      };
    }
    return judgeSecret(secret);
  }
  if ('file' in source) return readSecretFile(resolve(fileDirectory, source.file));
  const file = locateGeneratedSecret(dataDirectory, clientId);
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) return { generateInto: file };
  // Another user who may read the file is the client. Windows keeps no such bits and reports none of use.
  if (process.platform !== 'win32' && (found.mode & 0o077) !== 0) {
    return {
      problem: {
        what: `is in ${file}, which other users of this machine may read`,
        remedy: `Run chmod 600 on it; if others work here, delete it so that a new one is made.`,
      },
    };
  }
  return readSecretFile(file);
}

async function readSecretFile(file: string): Promise<FetchedSecret> {
  try {
    return judgeSecret((await readFile(file, 'utf8')).replace(/[\r\n]+$/, ''));
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    return { problem: { what: `names a file that cannot be read (${code})`, remedy: 'Check its path and mode.' } };
  }
}

function judgeSecret(secret: string): FetchedSecret {
  if (secret.length < minSecretCharacters) {
    return {
      problem: {
        what: `is shorter than ${minSecretCharacters} characters`,
        remedy: 'Make a random one, for example with: openssl rand -base64 32.',
      },
    };
  }
  if (new Set(secret).size < 8) {
    return {
      problem: {
        what: 'repeats a few characters',
        remedy: 'Make a random one, for example with: openssl rand -base64 32.',
      },
    };
  }
  return { hash: hashSecret(secret) };
}

/**
 * Make a client's secret and keep it in a new file of mode 0600, in folders of mode 0700. When another process made the
 * file in the meantime, its secret counts.
 *
 * @returns the SHA-256 of what the file holds.
 */
export async function generateClientSecret(file: string): Promise<Uint8Array> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await chmod(dirname(file), 0o700);
  // Written aside and linked: a reader never sees half a secret, and of two writers one wins for both.
  const aside = `${file}.${process.pid}.${randomBytes(6).toString('hex')}`;
  await writeFile(aside, `${encodeBase64url(randomBytes(generatedSecretBytes))}\n`, { mode: 0o600, flag: 'wx' });
  try {
    await link(aside, file).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    });
  } finally {
    await unlink(aside);
  }
  return hashSecret((await readFile(file, 'utf8')).trim());
}

function hashSecret(secret: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(secret, 'utf8').digest());
}
