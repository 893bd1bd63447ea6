import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { JwsAlgorithm, SigningKey, VerificationKey } from '@latchkey/tokens/jws/algorithms';

interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** A fresh key pair for each algorithm. */
const pairs: Readonly<Record<JwsAlgorithm, KeyPair>> = {
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  PS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  EdDSA: generateKeyPairSync('ed25519'),
  Ed25519: generateKeyPairSync('ed25519'),
};

export const algorithms = Object.keys(pairs) as readonly JwsAlgorithm[];

/** Keys with the name of their algorithm, so that a test sees what it uses. */
export const signingKeys = Object.fromEntries(
  algorithms.map((alg) => [alg, { kid: `key ${alg}`, alg, privateKey: pairs[alg].privateKey }]),
) as Readonly<Record<JwsAlgorithm, SigningKey>>;

export const verificationKeys = Object.fromEntries(
  algorithms.map((alg) => [alg, { kid: `key ${alg}`, alg, publicKey: pairs[alg].publicKey }]),
) as Readonly<Record<JwsAlgorithm, VerificationKey>>;
