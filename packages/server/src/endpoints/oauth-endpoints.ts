import type { AuthorityParts } from '../authority.ts';
import { createClientRegistry } from '../clients/registry.ts';
import type { Endpoint } from '../http/exchange.ts';
import type { AuthorityServices } from '../services.ts';
import { createAuthorizeEndpoints } from './authorize.ts';
import { createAuthorizeResumeEndpoint } from './authorize-resume.ts';
import { createDiscoveryEndpoints } from './discovery.ts';
import { createIntrospectEndpoint } from './introspect.ts';
import { createKeySetEndpoints } from './jwks.ts';
import { createLogoutEndpoints } from './logout.ts';
import { createOpenapiEndpoint } from './openapi.ts';
import { createRevocationFeedEndpoint } from './revocations.ts';
import { createRevokeEndpoint } from './revoke.ts';
import { createTokenEndpoint } from './token.ts';
import { createUserinfoEndpoints } from './userinfo.ts';

/** Every endpoint of the OAuth and OpenID Connect protocols. */
export function createOAuthEndpoints(parts: AuthorityParts, services: AuthorityServices): readonly Endpoint[] {
  const registry = createClientRegistry(parts.config);
  const { authenticateClient } = services;
  return [
    ...createDiscoveryEndpoints(parts),
    ...createKeySetEndpoints(parts),
    createOpenapiEndpoint(parts),
    ...createAuthorizeEndpoints(parts, services),
    createAuthorizeResumeEndpoint(parts, services),
    createTokenEndpoint(parts, authenticateClient),
    createRevokeEndpoint(parts, authenticateClient),
    createIntrospectEndpoint(parts, authenticateClient),
    createRevocationFeedEndpoint(authenticateClient, services.revocationFeed),
    ...createUserinfoEndpoints(services.ownApi),
    ...createLogoutEndpoints(parts, services, registry),
  ];
}
