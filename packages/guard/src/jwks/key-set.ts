import { createPublicKey, type KeyObject } from 'node:crypto';
import type { JsonObject, JsonValue } from '@latchkey/tokens/json';
import { isJsonArray, isJsonObject } from '@latchkey/tokens/json';
import { computeJwkThumbprint } from '@latchkey/tokens/jwk-thumbprint';
import { isKeyForAlgorithm, type JwsAlgorithm, type VerificationKey } from '@latchkey/tokens/jws/algorithms';

/** A key of the issuer that may verify tokens here: it has exactly one algorithm, and is of the kind that one needs. */
export interface TrustedKey extends VerificationKey {
  /** RFC 7638, computed from the key itself. */
  readonly thumbprint: string;
}

/** The keys of one fetch. */
export interface KeySet {
  find(kid: string, alg: string): TrustedKey | undefined;
  has(key: TrustedKey): boolean;
  readonly size: number;
}

/** More keys than any issuer publishes; importing thousands would block the process. */
const maxKeys = 100;

/**
 * Read a JWK Set, keeping the public keys that may verify with one of the algorithms.
 *
 * A key is left out when it is for something else (`use`, `key_ops`), of the wrong type, curve or size for its algorithm,
 * without `kid`, symmetric, or private: a private key that was published is anybody's. A key without `alg` gets the first
 * of the algorithms that it fits. Two different keys with one `kid` and algorithm are both left out.
 *
 * @param previous - keys that are in it too stay the same objects, so that what was verified with them stays verified.
 * @returns Undefined when the document is no JWK Set.
 * @see RFC 7517 §4, §5, RFC 8725 §3.1
 */
export function readKeySet(
  document: JsonObject,
  algorithms: readonly JwsAlgorithm[],
  previous?: KeySet | undefined,
): KeySet | undefined {
  const members = document['keys'];
  if (!isJsonArray(members) || members.length > maxKeys) return undefined;
  const byName = new Map<string, TrustedKey | 'ambiguous'>();
  for (const member of members) {
    const key = readKey(member, algorithms);
    if (key === undefined) continue;
    const name = nameKey(key.kid, key.alg);
    const twin = byName.get(name);
    const isOther = twin !== undefined && (twin === 'ambiguous' || twin.thumbprint !== key.thumbprint);
    byName.set(name, isOther ? 'ambiguous' : keepIdentity(key, previous));
  }
  const keys = new Set([...byName.values()].filter((key) => key !== 'ambiguous'));
  // Asked for every new token: joining the two parts of a name takes as long as all rules about times.
  const byKid = Map.groupBy(keys, (key) => key.kid);
  return {
    find: (kid, alg) => byKid.get(kid)?.find((key) => key.alg === alg),
    has: (key) => keys.has(key),
    size: keys.size,
  };
}

function nameKey(kid: string, alg: string): string {
  return `${alg} ${kid}`;
}

function keepIdentity(key: TrustedKey, previous: KeySet | undefined): TrustedKey {
  const before = previous?.find(key.kid, key.alg);
  return before?.thumbprint === key.thumbprint ? before : key;
}

function readKey(jwk: JsonValue, algorithms: readonly JwsAlgorithm[]): TrustedKey | undefined {
  if (!isJsonObject(jwk)) return undefined;
  const { kid, alg, use, key_ops: operations } = jwk;
  if (typeof kid !== 'string' || kid === '') return undefined;
  if (use !== undefined && use !== 'sig') return undefined;
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify'))) return undefined;
  if (jwk['d'] !== undefined || jwk['k'] !== undefined) return undefined;
  const publicKey = importKey(jwk);
  if (publicKey === undefined) return undefined;
  const fitting = algorithms.filter((candidate) => alg === undefined || alg === candidate);
  const chosen = fitting.find((candidate) => isKeyForAlgorithm(publicKey, candidate));
  if (chosen === undefined) return undefined;
  // Of the key as imported: the document may spell the same numbers in several ways.
  const thumbprint = computeJwkThumbprint(publicKey.export({ format: 'jwk' }));
  return Object.freeze({ kid, alg: chosen, publicKey, thumbprint });
}

function importKey(jwk: JsonObject): KeyObject | undefined {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    return undefined;
  }
}
