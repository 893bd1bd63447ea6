import { KeyRingError } from '../key-ring-error.ts';
import type { RingWitness } from '../provider.ts';
import { readFileIfPresent, replaceFile } from './durable-file.ts';
import { withExclusiveLock } from './exclusive-lock.ts';

/**
 * Keep the ring's highest version as a decimal line in a file (mode 0600). It belongs in the folder of the secrets: out of
 * reach of whoever can write where the ring is, and of the backup that would put both back together.
 *
 * @throws KeyRingError `invalid_file` when the file holds anything else.
 */
export function createFileWitness(path: string): RingWitness {
  return {
    readWitness: () => readVersion(path),
    writeWitness: (version) =>
      withExclusiveLock(path, async () => {
        const witnessed = (await readVersion(path)) ?? 0;
        if (version > witnessed) await replaceFile(path, Buffer.from(`${version}\n`, 'utf8'));
      }),
  };
}

async function readVersion(path: string): Promise<number | undefined> {
  const bytes = await readFileIfPresent(path);
  if (bytes === undefined) return undefined;
  const text = Buffer.from(bytes).toString('utf8');
  const version = Number(text);
  if (/^[1-9][0-9]*\n$/.test(text) && Number.isSafeInteger(version)) return version;
  throw new KeyRingError(
    'invalid_file',
    `${path} must hold the key ring's highest version as a number and does not. It has been left as it is: ` +
      'restore it, or remove it to accept the key ring that is stored now.',
  );
}
