import { constants, type KeyObject } from 'node:crypto';

/** The JWS algorithms Latchkey signs or verifies with. `none` and HMAC are not among them, on purpose. */
export type JwsAlgorithm = 'ES256' | 'RS256' | 'PS256' | 'EdDSA' | 'Ed25519';

export interface SigningKey {
  readonly kid: string;
  readonly alg: JwsAlgorithm;
  readonly privateKey: KeyObject;
}

export interface VerificationKey {
  readonly kid: string;
  readonly alg: JwsAlgorithm;
  readonly publicKey: KeyObject;
}

/** All that tells one algorithm from another. */
export interface JwsAlgorithmRow {
  /** What `KeyObject.asymmetricKeyType` must say. */
  readonly keyType: 'ec' | 'rsa' | 'ed25519';
  /** For elliptic curves with a choice: the one curve, by OpenSSL's name. */
  readonly namedCurve?: string;
  /** For RSA: shorter moduli are refused (RFC 7518 §3.3), and exponents that are even or below 3. */
  readonly minimumModulusBits?: number;
  /** Digest given to `node:crypto`; null where the algorithm brings its own. */
  readonly digest: 'sha256' | null;
  /** Where it is not what `node:crypto` does by itself: padding, and the length of the salt in bytes. */
  readonly padding?: { readonly padding: number; readonly saltLength: number };
  /** Length of each of the two numbers of an ECDSA signature in bytes: `node:crypto` speaks DER, JOSE fixed lengths. */
  readonly ecdsaNumberBytes?: number;
}

const edwards25519: JwsAlgorithmRow = { keyType: 'ed25519', digest: null };

/**
 * The algorithms, one row each. `Ed25519` (RFC 9864) and `EdDSA` (RFC 8037) are two names of the same signature; a key
 * still has exactly one of them, and a token must say the same one.
 *
 * @see RFC 7518 §3.1
 */
export const jwsAlgorithms: Readonly<Record<JwsAlgorithm, JwsAlgorithmRow>> = {
  ES256: { keyType: 'ec', namedCurve: 'prime256v1', digest: 'sha256', ecdsaNumberBytes: 32 },
  // PKCS #1 v1.5 is what `node:crypto` does with a key of this type unless told otherwise, and telling it costs half as
  // much again as the verification: see docs/decisions/0012-signature-cache.md.
  RS256: { keyType: 'rsa', minimumModulusBits: 2048, digest: 'sha256' },
  PS256: {
    keyType: 'rsa',
    minimumModulusBits: 2048,
    digest: 'sha256',
    // RFC 7518 §3.5: the salt is as long as the digest.
    padding: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 },
  },
  EdDSA: edwards25519,
  Ed25519: edwards25519,
};

/** Whether a text names an algorithm of the table. */
export function isJwsAlgorithm(name: string): name is JwsAlgorithm {
  return Object.hasOwn(jwsAlgorithms, name);
}

/**
 * Keys that were found to fit, and what: reading a key's details takes longer than finding it here. No state that anybody
 * could see: a `KeyObject` never changes, so the answer is always the one that its details would give.
 */
const fitting = new WeakMap<KeyObject, JwsAlgorithm>();

/** Whether a key is of the type, curve and size its algorithm demands. Says nothing of what the key is for. */
export function isKeyForAlgorithm(key: KeyObject, alg: JwsAlgorithm): boolean {
  if (fitting.get(key) === alg) return true;
  const fits = hasDetailsFor(key, jwsAlgorithms[alg]);
  if (fits) fitting.set(key, alg);
  return fits;
}

function hasDetailsFor(key: KeyObject, row: JwsAlgorithmRow): boolean {
  if (key.asymmetricKeyType !== row.keyType) return false;
  const { namedCurve, modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  if (row.namedCurve !== undefined && namedCurve !== row.namedCurve) return false;
  if (row.minimumModulusBits === undefined) return true;
  // With 1 every message is its own signature, and nobody needs a private key (RFC 8017 §3.1).
  return modulusLength >= row.minimumModulusBits && publicExponent >= 3n && publicExponent % 2n === 1n;
}
