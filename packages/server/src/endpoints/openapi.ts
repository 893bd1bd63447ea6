import type { AuthorityParts } from '../authority.ts';
import { createCookieNames } from '../http/cookies.ts';
import type { Endpoint } from '../http/exchange.ts';
import { describeHttpApi } from '../openapi/document.ts';
import { type CacheableJson, createCacheableJson, respondCacheable } from './cacheable-json.ts';

/** It changes with a release alone. */
const maxAgeSeconds = 3600;

/** `GET /openapi.json`: the HTTP API, described for programs. Made when it is first asked for, since few ever do. */
export function createOpenapiEndpoint({ config: { issuer } }: Pick<AuthorityParts, 'config'>): Endpoint {
  let document: CacheableJson | undefined;
  return {
    method: 'GET',
    path: '/openapi.json',
    cors: 'public',
    answers: 'json',
    handle: async ({ request }) => {
      document ??= createCacheableJson(describeHttpApi({ issuer, sessionCookie: createCookieNames(issuer).session }));
      return respondCacheable(request, document, maxAgeSeconds);
    },
  };
}
