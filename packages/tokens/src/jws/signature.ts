import { sign, verify } from 'node:crypto';
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
  const { digest, padding, ecdsaNumberBytes } = jwsAlgorithms[key.alg];
  const native = ecdsaNumberBytes === undefined ? signature : convertJoseToDer(signature, ecdsaNumberBytes);
  if (native === undefined) return false;
  return verify(digest, bytes, padding === undefined ? key.publicKey : { key: key.publicKey, ...padding }, native);
}
