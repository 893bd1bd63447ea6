import { createSecretKey, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { readOrCreateSecretFile } from '@latchkey/keys/file';
import type { Environment } from '@latchkey/server/config';
import { decodeBase64url } from '@latchkey/tokens/base64url';

/** `LATCHKEY_SEALING_KEY` cannot be used. The message does not repeat it. */
export class SealingKeyError extends Error {
  override readonly name = 'SealingKeyError';
}

const sealingKeyBytes = 32;

/**
 * The key that seals the key ring: from the environment, or from `secrets/sealing-key` of the data folder, which is made on
 * first use. With the former the folder alone opens nothing.
 *
 * @throws SealingKeyError when the variable does not hold 32 bytes in base64url or base64. @throws KeyRingError for the file.
 */
export async function readSealingKey(environment: Environment, dataDirectory: string): Promise<KeyObject> {
  const text = environment['LATCHKEY_SEALING_KEY'];
  if (text === undefined || text === '') return readOrCreateSecretFile(join(dataDirectory, 'secrets', 'sealing-key'));
  const key = decodeBase64url(text.trim().replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''));
  if (key?.length !== sealingKeyBytes) {
    throw new SealingKeyError(
      `LATCHKEY_SEALING_KEY must hold ${sealingKeyBytes} random bytes in base64url or base64. Make one with: openssl rand -base64 32.`,
    );
  }
  return createSecretKey(key);
}
