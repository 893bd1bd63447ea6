import { encodeBase64url } from '../base64url.ts';
import { isKeyForAlgorithm, type SigningKey } from './algorithms.ts';
import { createSignature } from './signature.ts';

/** `typ` (RFC 7515 §4.1.9, such as `at+jwt`) and any further members; `alg` and `kid` always come from the key. */
export interface JwsHeader {
  readonly typ: string;
  readonly [member: string]: unknown;
}

/**
 * Make a signed token in the compact serialisation.
 *
 * Claims are serialised as `JSON.stringify` does; members that are undefined are left out. Checks neither claims nor the
 * header's further members: the caller made them. One thing to mind: `verifyJws` refuses names that JSON must escape
 * (quotes, backslashes, control characters).
 *
 * @throws TypeError when the key is not one for its algorithm.
 * @see RFC 7515 §3.1, RFC 8725 §3.11
 */
export type SignJws = (claims: object, key: SigningKey) => string;

/**
 * A {@link SignJws} for many tokens with the same header, which is spelled once for each key that follows another.
 *
 * @param header - read at the first token of a key; not to be changed afterwards.
 */
export function createJwsSigner(header: JwsHeader): SignJws {
  let speltFor: SigningKey | undefined;
  let spelling = '';
  return (claims, key) => {
    if (key !== speltFor) {
      spelling = spellHeader(header, key);
      speltFor = key;
    }
    const signingInput = `${spelling}.${encodeJson(claims)}`;
    return `${signingInput}.${encodeBase64url(createSignature(key, Buffer.from(signingInput, 'latin1')))}`;
  };
}

/** One token; see {@link SignJws}. */
export function signJws(header: JwsHeader, claims: object, key: SigningKey): string {
  return createJwsSigner(header)(claims, key);
}

function spellHeader(header: JwsHeader, key: SigningKey): string {
  if (!isKeyForAlgorithm(key.privateKey, key.alg)) throw new TypeError(`The signing key is not one for ${key.alg}`);
  return encodeJson({ ...header, alg: key.alg, kid: key.kid });
}

function encodeJson(value: object): string {
  return Buffer.from(JSON.stringify(value), 'utf8').toString('base64url');
}
