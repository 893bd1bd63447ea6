import { encodeBase64url } from '../base64url.ts';
import { isKeyForAlgorithm, type SigningKey } from './algorithms.ts';
import { createSignature } from './signature.ts';

/**
 * Make a signed token in the compact serialisation.
 *
 * `alg` and `kid` of the header always come from the key. Claims are serialised as `JSON.stringify` does; members that
 * are undefined are left out. Checks neither claims nor the other header members: the caller made them. One thing to mind:
 * `verifyJws` refuses names that JSON must escape (quotes, backslashes, control characters).
 *
 * @param header - `typ` (RFC 7515 §4.1.9, such as `at+jwt`) and any further members.
 * @throws TypeError when the key is not one for its algorithm.
 * @see RFC 7515 §3.1, RFC 8725 §3.11
 */
export function signJws(
  header: { readonly typ: string; readonly [member: string]: unknown },
  claims: object,
  key: SigningKey,
): string {
  if (!isKeyForAlgorithm(key.privateKey, key.alg)) throw new TypeError(`The signing key is not one for ${key.alg}`);
  const signingInput = `${encodeJson({ ...header, alg: key.alg, kid: key.kid })}.${encodeJson(claims)}`;
  return `${signingInput}.${encodeBase64url(createSignature(key, Buffer.from(signingInput, 'latin1')))}`;
}

function encodeJson(value: object): string {
  return Buffer.from(JSON.stringify(value), 'utf8').toString('base64url');
}
