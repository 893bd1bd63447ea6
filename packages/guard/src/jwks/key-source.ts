import type { JwsAlgorithm } from '@latchkey/tokens/jws/algorithms';
import { type FetchSettings, fetchJson } from '../fetch-json.ts';
import { GuardError } from '../guard-error.ts';
import type { MetadataSource } from '../metadata-source.ts';
import { type KeySet, readKeySet } from './key-set.ts';

export interface FetchedKeySet {
  readonly keys: KeySet;
  /** What the issuer says of how long it stays good. */
  readonly maxAgeSeconds: number | undefined;
}

/** Fetches the issuer's keys. Rejects with a GuardError `fetch_failed`. */
export type FetchKeySet = (previous: KeySet | undefined) => Promise<FetchedKeySet>;

/**
 * Fetch keys from the `jwks_uri` of the issuer's metadata. After a failure the metadata is fetched again as well: the
 * keys may have moved.
 */
export function createKeySource(
  metadata: MetadataSource,
  algorithms: readonly JwsAlgorithm[],
  settings: FetchSettings,
): FetchKeySet {
  return async (previous) => {
    const issuer = await metadata.get();
    try {
      const address = issuer.endpoint('jwks_uri');
      const { document, maxAgeSeconds } = await fetchJson(address, settings);
      const keys = readKeySet(document, algorithms, previous);
      if (keys === undefined) throw new GuardError('fetch_failed', `${address} did not send a JWK Set`);
      if (keys.size === 0) {
        throw new GuardError(
          'fetch_failed',
          `${address} has no key with a kid for ${algorithms.join(', ')}: set algorithms to those of the issuer's access tokens`,
        );
      }
      return { keys, maxAgeSeconds };
    } catch (error) {
      metadata.forget();
      throw error;
    }
  };
}
