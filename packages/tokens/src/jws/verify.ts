import type { JsonObject } from '../json.ts';
import { isJwsAlgorithm, isKeyForAlgorithm, type VerificationKey } from './algorithms.ts';
import { borrowAscii, borrowCanonical } from './borrowed-bytes.ts';
import { type JwsHeader, type JwsParseFailure, type ParsedJws, parseJws } from './parse.ts';
import { isSignatureBy } from './signature.ts';

export {
  defaultMaxTokenBytes,
  type JwsHeader,
  type JwsParseFailure,
  type KnownHeader,
  type ParsedJws,
  parseJws,
} from './parse.ts';

export interface VerifyJwsOptions {
  /** The one media type accepted, such as `at+jwt`; compared as RFC 7515 §4.1.9 says. */
  readonly typ: string;
  /** Longest token accepted. Default 8192. */
  readonly maxBytes?: number | undefined;
  /** The key of that name, from the caller's own keys. A key with another algorithm than `alg` is not used. */
  findKey(kid: string, alg: string): VerificationKey | undefined;
}

/**
 * The outcome. Beyond {@link JwsParseFailure}:
 * - `alg`: an algorithm not in the table, or not the one of the key.
 * - `key`: no key of that name, or one that does not fit its algorithm.
 * - `signature`: everything fits, but the key's owner did not sign this.
 */
export type VerifyJwsResult =
  | { readonly ok: true; readonly header: JwsHeader; readonly claims: JsonObject }
  | { readonly ok: false; readonly reason: JwsParseFailure['reason'] | 'alg' | 'key' | 'signature' };

/**
 * Verify a compact JWS: form, type, algorithm, key and signature, cheap before dear. `findKey` is asked only for a token
 * without fault so far.
 *
 * Does **not** check times, issuer, audience, revocation, or any other claim.
 *
 * @see RFC 7515 §5.2, RFC 8725 §3.1, §3.11
 */
export function verifyJws(token: string, options: VerifyJwsOptions): VerifyJwsResult {
  const parsed = parseJws(token, { maxBytes: options.maxBytes });
  if (!parsed.ok) return parsed;
  const { header } = parsed;
  if (!isJwsOfType(parsed, options.typ)) return { ok: false, reason: 'typ' };
  if (!isJwsAlgorithm(header.alg)) return { ok: false, reason: 'alg' };
  const key = options.findKey(header.kid, header.alg);
  if (key === undefined) return { ok: false, reason: 'key' };
  if (key.alg !== header.alg) return { ok: false, reason: 'alg' };
  if (!isKeyForAlgorithm(key.publicKey, key.alg)) return { ok: false, reason: 'key' };
  if (!isJwsSignedBy(parsed, key)) return { ok: false, reason: 'signature' };
  return { ok: true, header, claims: parsed.claims };
}

/**
 * Whether a parsed token says it is of a media type, such as `at+jwt`. For callers that look for their key between
 * parsing and verifying; everyone else uses {@link verifyJws}.
 *
 * @see RFC 7515 §4.1.9
 */
export function isJwsOfType(parsed: ParsedJws, typ: string): boolean {
  const named = parsed.header.typ;
  return named === typ || spellMediaType(named) === spellMediaType(typ);
}

/**
 * Whether a parsed token names the key's one algorithm and carries the signature of the key's owner. For callers that
 * look for their key between parsing and verifying; everyone else uses {@link verifyJws}.
 *
 * Does not check the type, that the token names this `kid`, that the key fits its algorithm, or any claim.
 */
export function isJwsSignedBy(parsed: ParsedJws, key: VerificationKey): boolean {
  if (parsed.header.alg !== key.alg) return false;
  return isSignatureBy(key, borrowAscii(parsed.signingInput), borrowCanonical(parsed.signature));
}

/** Media types are compared without case, and `application/` may be left out where no other slash is. */
function spellMediaType(typ: string): string {
  const lower = typ.toLowerCase();
  return lower.includes('/') ? lower : `application/${lower}`;
}
