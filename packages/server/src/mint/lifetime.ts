import type { ApiConfig, ClientConfig } from '../config/config.ts';
import type { ApiCatalogue } from './api-catalogue.ts';

/**
 * How long a token lives that is for the authority alone. There each use is judged against the store, so this only
 * bounds how long a forgotten copy is worth anything.
 */
export const ownApiTokenTtlSeconds = 600;

/** The lifetime of a token for these APIs: the shortest any of them and the client allow (T1). */
export function chooseAccessTokenTtlSeconds(apis: readonly ApiConfig[], client: ClientConfig): number {
  let ttlSeconds = apis[0]?.accessTokenTtlSeconds ?? ownApiTokenTtlSeconds;
  for (const api of apis) ttlSeconds = Math.min(ttlSeconds, api.accessTokenTtlSeconds);
  return Math.min(ttlSeconds, client.accessTokenTtlSeconds ?? ttlSeconds);
}

/**
 * The longest any token of a client can live, in milliseconds. Revocation entries must outlive the token about to be
 * made, and this is known before the store says what the grant is for.
 */
export function computeAccessTokenTtlCapMs(client: ClientConfig, catalogue: ApiCatalogue): number {
  let capSeconds = ownApiTokenTtlSeconds;
  for (const audience of client.audiences) {
    capSeconds = Math.max(capSeconds, catalogue.find(audience)?.accessTokenTtlSeconds ?? 0);
  }
  return 1000 * Math.min(capSeconds, client.accessTokenTtlSeconds ?? capSeconds);
}
