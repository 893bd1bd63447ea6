import { type JwsAlgorithm, jwsAlgorithms } from '@latchkey/tokens/jws/algorithms';
import { type GuardClock, systemClock } from './clock.ts';
import { createKeyKeeper, type KeyLookup } from './jwks/key-keeper.ts';
import { createKeySource } from './jwks/key-source.ts';
import { createMetadataSource } from './metadata-source.ts';
import { checkIssuer, checkOption, isCountWithin } from './option-checks.ts';
import { describeMissingKeys, warnProcess } from './warnings.ts';

export type { KeyLookup } from './jwks/key-keeper.ts';
export type { TrustedKey } from './jwks/key-set.ts';

export interface IssuerKeysOptions {
  /** The authorization server, exactly as its metadata names it: https, or http to this very machine. */
  readonly issuer: string;
  /** Patience with the issuer, 100 to 60,000 milliseconds. Default 5000. */
  readonly fetchTimeoutMs?: number | undefined;
  /** Told when the keys cannot be fetched; a text without secrets. Default: `process.emitWarning`. */
  readonly onWarning?: ((message: string) => void) | undefined;
  /** Default: the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** For tests. Default: the machine's clocks. */
  readonly clock?: GuardClock | undefined;
}

/** The keys an issuer signs with, for tokens that are no access tokens: ID tokens, logout tokens. */
export interface IssuerKeys {
  /**
   * The key of that name: from memory, or after a fetch when none is there, they are due, or nobody knows it. Never rejects.
   *
   * Does not verify anything.
   */
  find(kid: string, alg: string): Promise<KeyLookup>;
}

/** The least time between two fetches because of unknown keys, and between two tries after a failure. */
const cooldownMs = 10_000;
/** Keys serve on for so long while the issuer does not answer. */
const maxStaleMs = 86_400_000;

/**
 * Keep the keys of an issuer the way a guard does: found by its metadata, fetched by one request at a time, ahead of their
 * end and neither too rarely nor too often. Nothing is fetched before the first is asked for, and nothing needs closing.
 *
 * @throws GuardError `invalid_option` naming the option and the remedy.
 * @see RFC 7517 §5, RFC 8414 §3
 */
export function createIssuerKeys(options: IssuerKeysOptions): IssuerKeys {
  const { issuer, fetchTimeoutMs = 5000, fetch = globalThis.fetch, clock = systemClock } = options;
  const onWarning = options.onWarning ?? warnProcess;
  checkIssuer(issuer);
  checkOption(isCountWithin(fetchTimeoutMs, 100, 60_000), 'fetchTimeoutMs', 'must be a whole number from 100 to 60000');
  const wire = { fetch, fetchTimeoutMs };
  const keys = createKeyKeeper({
    fetchKeySet: createKeySource(
      createMetadataSource(issuer, wire),
      Object.keys(jwsAlgorithms) as readonly JwsAlgorithm[],
      wire,
    ),
    clock,
    cooldownMs,
    maxStaleMs,
    onFailure: (error) => onWarning(describeMissingKeys(issuer, error)),
  });
  return Object.freeze({ find: async (kid: string, alg: string) => await keys.find(kid, alg) });
}
