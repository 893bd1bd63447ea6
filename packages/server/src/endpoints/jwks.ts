import type { AuthorityParts } from '../authority.ts';
import type { Endpoint } from '../http/exchange.ts';
import { createCacheableJson, respondCacheable } from './cacheable-json.ts';

/**
 * `GET /jwks` and `GET /revocations/jwks`, RFC 7517 §5: the public half of every key a verifier may meet now or soon. Those
 * that sign tokens, and apart from them those that sign the revocation feed.
 */
export function createKeySetEndpoints({ config, keys }: Pick<AuthorityParts, 'config' | 'keys'>): readonly Endpoint[] {
  const createEndpoint = (path: string, readKeySet: () => object): Endpoint => ({
    method: 'GET',
    path,
    cors: 'public',
    answers: 'json',
    handle: async ({ request }) =>
      respondCacheable(request, createCacheableJson(readKeySet()), config.lifetimes.jwksSeconds),
  });
  return [createEndpoint('/jwks', () => keys.jwks()), createEndpoint('/revocations/jwks', () => keys.feedJwks())];
}
