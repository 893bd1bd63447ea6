import { createSecretKey, type KeyObject } from 'node:crypto';
import { decodeBase64url } from '@latchkey/tokens/base64url';
import { KeyRingError } from '../key-ring-error.ts';
import { readOrCreateSecretFile, secretBytes } from './secret-file.ts';

/**
 * A key of 32 bytes from an environment variable, in base64url or base64, or else from a file that is made on first use.
 * With the former the data folder alone opens nothing.
 *
 * @throws KeyRingError `invalid_variable` when the variable holds anything else; the message does not repeat it. For the
 *   file see {@link readOrCreateSecretFile}.
 */
export async function readSecretKey(source: {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly variable: string;
  readonly file: string;
}): Promise<KeyObject> {
  const text = source.environment[source.variable];
  if (text === undefined || text === '') return readOrCreateSecretFile(source.file);
  const key = decodeBase64url(text.trim().replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''));
  if (key?.length !== secretBytes) {
    throw new KeyRingError(
      'invalid_variable',
      `${source.variable} must hold ${secretBytes} random bytes in base64url or base64. Make one with: openssl rand -base64 32.`,
    );
  }
  return createSecretKey(key);
}
