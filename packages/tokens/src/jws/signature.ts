import { type KeyObject, sign, verify } from 'node:crypto';
import { jwsAlgorithms, type SigningKey, type VerificationKey } from './algorithms.ts';
import { convertDerToJose, convertJoseToDer } from './ecdsa-signature.ts';

/** Sign bytes; the signature is spelled as JOSE wants it (RFC 7518 §3). Does not check that the key fits. */
export function createSignature(key: SigningKey, bytes: Uint8Array): Uint8Array {
  const { digest, padding, ecdsaNumberBytes } = jwsAlgorithms[key.alg];
  const signature = sign(digest, bytes, padding === undefined ? key.privateKey : { key: key.privateKey, ...padding });
  return ecdsaNumberBytes === undefined ? signature : convertDerToJose(signature, ecdsaNumberBytes);
}

/** Whether a JOSE signature of exactly these bytes was made by the key's other half. Does not check that the key fits. */
export function isSignatureBy(key: VerificationKey, bytes: Uint8Array, signature: Uint8Array): boolean {
  const { keyType, digest, padding, ecdsaNumberBytes } = jwsAlgorithms[key.alg];
  // For PSS OpenSSL also takes a signature without its leading zeros: the token would have a second spelling.
  if (keyType === 'rsa' && signature.length !== measureModulus(key.publicKey)) return false;
  const native = ecdsaNumberBytes === undefined ? signature : convertJoseToDer(signature, ecdsaNumberBytes);
  if (native === undefined) return false;
  return verify(digest, bytes, padding === undefined ? key.publicKey : { key: key.publicKey, ...padding }, native);
}

/** Reading a key's details takes longer than finding the number here; no key ever has another. */
const modulusBytes = new WeakMap<KeyObject, number>();

/** Bytes of an RSA key's modulus, which every signature of it has too (RFC 8017 §8.1.2); none of a key of another kind. */
function measureModulus(key: KeyObject): number {
  const known = modulusBytes.get(key);
  if (known !== undefined) return known;
  const measured = Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8);
  modulusBytes.set(key, measured);
  return measured;
}
