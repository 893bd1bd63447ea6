import type { AuthorityParts } from '../authority.ts';
import { promptValues } from '../authorize/check-prompt.ts';
import type { AuthorityConfig } from '../config/config.ts';
import type { Endpoint } from '../http/exchange.ts';
import { authorityScopes } from '../mint/api-catalogue.ts';
import { claimsByScope } from '../mint/person-claims.ts';
import { createCacheableJson, respondCacheable } from './cacheable-json.ts';

const paths = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'];

/** Nothing in it changes while the server runs, and after a restart an hour is soon enough. */
const maxAgeSeconds = 3600;

/** The metadata document at both of its addresses: OpenID Connect Discovery §4 and RFC 8414 §3. */
export function createDiscoveryEndpoints({ config }: AuthorityParts): readonly Endpoint[] {
  const document = createCacheableJson(describeAuthority(config));
  return paths.map((path) => ({
    method: 'GET',
    path,
    cors: 'public',
    answers: 'json',
    handle: async ({ request }) => respondCacheable(request, document, maxAgeSeconds),
  }));
}

/** What this authority can do, and nothing it cannot: clients choose by it. */
function describeAuthority(config: AuthorityConfig): Readonly<Record<string, unknown>> {
  const { issuer } = config;
  const secretMethods = ['client_secret_basic', 'client_secret_post'];
  const apiScopes = config.apis.flatMap((api) => Object.keys(api.scopes));
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    userinfo_endpoint: `${issuer}/userinfo`,
    revocation_endpoint: `${issuer}/revoke`,
    introspection_endpoint: `${issuer}/introspect`,
    revocation_feed_endpoint: `${issuer}/revocations`,
    revocation_feed_jwks_uri: `${issuer}/revocations/jwks`,
    end_session_endpoint: `${issuer}/logout`,
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    authorization_challenge_endpoint: `${issuer}/authorize/challenge`,
    scopes_supported: [...new Set([...authorityScopes, ...apiScopes])],
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: [...secretMethods, 'none'],
    revocation_endpoint_auth_methods_supported: [...secretMethods, 'none'],
    introspection_endpoint_auth_methods_supported: secretMethods,
    authorization_response_iss_parameter_supported: true,
    prompt_values_supported: promptValues,
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256', 'ES256'],
    claim_types_supported: ['normal'],
    claims_supported: [
      ...['iss', 'sub', 'aud', 'iat', 'exp', 'auth_time', 'amr', 'sid', 'nonce', 'at_hash'],
      ...Object.values(claimsByScope).flat(),
    ],
    claims_parameter_supported: false,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
  };
}
