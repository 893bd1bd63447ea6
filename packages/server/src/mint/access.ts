import type { ApiConfig, ClientConfig } from '../config/config.ts';
import { type ApiCatalogue, authorityScopes, ownApiScopes } from './api-catalogue.ts';
import type { Target } from './target.ts';

/** What one token request narrows a grant to. Undefined: no narrowing. */
export interface Narrowing {
  readonly scopes: readonly string[] | undefined;
  readonly resources: readonly string[] | undefined;
}

/** What one access token may be used for. */
export interface Access {
  /** The APIs among the audiences. */
  readonly apis: readonly ApiConfig[];
  /** `aud`: the APIs, and the authority itself when the token is for userinfo or `/account`, or for nothing else. */
  readonly audience: readonly string[];
  /** The token's `scope`: what was granted and belongs to these audiences. */
  readonly tokenScopes: readonly string[];
  /** The answer's `scope`: these, and what the grant has that no audience checks, such as `offline_access`. */
  readonly responseScopes: readonly string[];
}

/**
 * Derive what a token may do from what was granted, what the request narrows that to, and what the client is registered
 * for today (T5): a scope or API taken from the client since is left out.
 *
 * A request that narrows by scope and names no resource gets a token for the APIs that own one of those scopes, as at the
 * authorization endpoint, so that it cannot be used where it says nothing.
 *
 * Does not check that the narrowing is within the grant; the store did, in the transaction that vouched for it. What is
 * outside is left out all the same.
 */
export function deriveAccess(
  granted: Target,
  narrowing: Narrowing,
  client: ClientConfig,
  context: { readonly catalogue: ApiCatalogue; readonly issuer: string },
): Access {
  const { catalogue, issuer } = context;
  const wanted = narrowing.scopes;
  const allowed = granted.scopes.filter(
    (scope) => client.scopes.includes(scope) && (wanted === undefined || wanted.includes(scope)),
  );
  const apis: ApiConfig[] = [];
  for (const audience of granted.resources) {
    const api = client.audiences.includes(audience) ? catalogue.find(audience) : undefined;
    if (api !== undefined && isWanted(api, narrowing, allowed)) apis.push(api);
  }
  const responseScopes = allowed.filter(
    (scope) => authorityScopes.has(scope) || apis.some((api) => catalogue.owns(api.audience, scope)),
  );
  const audience = apis.map((api) => api.audience);
  const atAuthority = apis.length === 0 || ownApiScopes.some((scope) => responseScopes.includes(scope));
  if (!atAuthority) {
    return {
      apis,
      audience,
      tokenScopes: responseScopes.filter((scope) => !authorityScopes.has(scope)),
      responseScopes,
    };
  }
  audience.push(issuer);
  return { apis, audience, tokenScopes: responseScopes, responseScopes };
}

function isWanted(api: ApiConfig, narrowing: Narrowing, scopes: readonly string[]): boolean {
  if (narrowing.resources !== undefined) return narrowing.resources.includes(api.audience);
  return narrowing.scopes === undefined || scopes.some((scope) => Object.hasOwn(api.scopes, scope));
}
