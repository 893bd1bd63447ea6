import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** The SHA-256 of a secret that nobody has, to compare with when there is no client to compare with. */
export const decoySecretHashes: readonly Uint8Array[] = [randomBytes(32)];

/**
 * Whether a secret is one of those in force. Compares with every hash, in constant time each, so that the answer's time
 * does not tell which one matched or how nearly.
 *
 * A plain SHA-256 is enough, since client secrets are random and long; the configuration refuses short ones.
 */
export function isSecretOf(secret: string, secretHashes: readonly Uint8Array[]): boolean {
  const presented = hash('sha256', secret, 'buffer');
  let matches = false;
  for (const expected of secretHashes) matches = timingSafeEqual(presented, expected) || matches;
  return matches;
}
