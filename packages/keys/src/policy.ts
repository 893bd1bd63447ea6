import { isJwsAlgorithm, type JwsAlgorithm } from '@latchkey/tokens/jws/algorithms';
import type { SecretPurpose, SigningPurpose } from './key-ring.ts';
import { KeyRingError } from './key-ring-error.ts';

/** How keys come and go. All nodes of an authority have the same one, but for the minutes of a change. */
export interface KeyPolicy {
  /** How long a verifier may use a JWKS it fetched: the `max-age` it is served with. From 0. */
  readonly jwksTtlMs: number;
  /** How long a key signs, or a secret makes, new things before its successor does. From 1. */
  readonly signingKeyTtlMs: number;
  /**
   * For each purpose the longest life of anything made with such a key, verifiers' leeway included: how long it is kept
   * after it has stopped signing. From 0. For `refresh_token` the longest time a refresh token lives without being used.
   */
  readonly retainMs: Readonly<Record<SigningPurpose | SecretPurpose, number>>;
  /** Default: `['ES256']`. */
  readonly accessTokenAlgs?: readonly JwsAlgorithm[] | undefined;
  /** Default: `['ES256', 'RS256']`. */
  readonly idTokenAlgs?: readonly JwsAlgorithm[] | undefined;
  /** How often the stored ring is read again, and so how soon a node knows what another one changed. From 1 to a day. Default 30,000. */
  readonly reloadMs?: number | undefined;
}

/** A policy that has been checked, with the defaults filled in. */
export type CompleteKeyPolicy = { readonly [Name in keyof KeyPolicy]-?: Exclude<KeyPolicy[Name], undefined> };

/** What a key is for and how it is used; the ring has one active key for each. */
export type KeySlot =
  | { readonly purpose: SigningPurpose; readonly alg: JwsAlgorithm }
  | { readonly purpose: SecretPurpose; readonly alg: 'secret' };

/** @throws KeyRingError `invalid_policy` */
export function completePolicy(policy: KeyPolicy): CompleteKeyPolicy {
  const complete = {
    jwksTtlMs: policy.jwksTtlMs,
    signingKeyTtlMs: policy.signingKeyTtlMs,
    retainMs: { ...policy.retainMs },
    accessTokenAlgs: [...(policy.accessTokenAlgs ?? (['ES256'] as const))],
    idTokenAlgs: [...(policy.idTokenAlgs ?? (['ES256', 'RS256'] as const))],
    reloadMs: policy.reloadMs ?? 30_000,
  };
  checkDuration('jwksTtlMs', complete.jwksTtlMs, 0);
  checkDuration('signingKeyTtlMs', complete.signingKeyTtlMs, 1);
  checkDuration('reloadMs', complete.reloadMs, 1, longestReloadMs);
  for (const purpose of purposes) checkDuration(`retainMs.${purpose}`, complete.retainMs[purpose], 0);
  checkAlgorithms('accessTokenAlgs', complete.accessTokenAlgs);
  checkAlgorithms('idTokenAlgs', complete.idTokenAlgs);
  return complete;
}

const purposes = ['access_token', 'id_token', 'feed', 'refresh_token', 'browser'] as const;

/** A century: what is longer is a mistake of unit, and sums of times stay exact. */
const longestMs = 100 * 366 * 24 * 60 * 60 * 1000;

/** A day: a node that looks less often would delay every roll-over by as much. */
const longestReloadMs = 24 * 60 * 60 * 1000;

function checkDuration(name: string, value: number, leastMs: number, mostMs = longestMs): void {
  if (Number.isSafeInteger(value) && value >= leastMs && value <= mostMs) return;
  throw new KeyRingError(
    'invalid_policy',
    `${name} must be a whole number of milliseconds from ${leastMs} to ${mostMs}`,
  );
}

function checkAlgorithms(name: string, algs: readonly JwsAlgorithm[]): void {
  if (algs.every(isJwsAlgorithm) && new Set(algs).size === algs.length) return;
  throw new KeyRingError('invalid_policy', `${name} must list signature algorithms, each once`);
}

/** The slots a policy wants filled. */
export function listSlots(policy: CompleteKeyPolicy): readonly KeySlot[] {
  return [
    ...policy.accessTokenAlgs.map((alg) => ({ purpose: 'access_token', alg }) as const),
    ...policy.idTokenAlgs.map((alg) => ({ purpose: 'id_token', alg }) as const),
    { purpose: 'feed', alg: 'Ed25519' },
    { purpose: 'refresh_token', alg: 'secret' },
    { purpose: 'browser', alg: 'secret' },
  ];
}
