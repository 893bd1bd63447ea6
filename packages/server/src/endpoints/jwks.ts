import type { AuthorityParts } from '../authority.ts';
import type { Endpoint } from '../http/exchange.ts';
import { createCacheableJson, respondCacheable } from './cacheable-json.ts';

/** `GET /jwks`, RFC 7517 §5: the public half of every key a verifier may meet now or soon. */
export function createJwksEndpoint({ config, keys }: Pick<AuthorityParts, 'config' | 'keys'>): Endpoint {
  return {
    method: 'GET',
    path: '/jwks',
    cors: 'public',
    answers: 'json',
    handle: async ({ request }) =>
      respondCacheable(request, createCacheableJson(keys.jwks()), config.lifetimes.jwksSeconds),
  };
}
