import { hash, type JsonWebKey } from 'node:crypto';

/** The members that make up a key of each type, in the order in which they are hashed. @see RFC 7638 §3.2, RFC 8037 §2 */
const requiredMembers = {
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
  RSA: ['e', 'kty', 'n'],
} as const satisfies Record<string, readonly (keyof JsonWebKey)[]>;

/**
 * The SHA-256 thumbprint of a public key, in base64url. It is the same for a private key and its public half.
 *
 * Does not check that the members are a valid key, nor that numbers have their shortest spelling.
 *
 * @throws TypeError for a key type other than EC, OKP and RSA, or a required member that is missing or no text.
 * @see RFC 7638 §3
 */
export function computeJwkThumbprint(jwk: JsonWebKey): string {
  const keyType = jwk.kty;
  if (keyType !== 'EC' && keyType !== 'OKP' && keyType !== 'RSA') {
    throw new TypeError('A thumbprint needs an EC, OKP or RSA key');
  }
  const members = requiredMembers[keyType].map((name) => {
    const value = jwk[name];
    if (typeof value !== 'string') throw new TypeError(`The ${keyType} key has no ${name}`);
    return [name, value] as const;
  });
  return hash('sha256', JSON.stringify(Object.fromEntries(members)), 'base64url');
}
