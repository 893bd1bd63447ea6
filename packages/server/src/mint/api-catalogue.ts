import type { ApiConfig, AuthorityConfig } from '../config/config.ts';
import { ownScopes } from '../config/own-scopes.ts';

/** Scopes that the authority itself answers for, at userinfo and `/account`; every other scope belongs to an API. */
export const authorityScopes: ReadonlySet<string> = new Set(ownScopes);

/** Of these, the ones that let a token be used at the authority: granting one adds the issuer to `aud`. */
export const ownApiScopes = ['openid', 'account'] as const;

/** The declared APIs and whose each scope is. */
export interface ApiCatalogue {
  find(audience: string): ApiConfig | undefined;
  /** Whether the API of that audience declares the scope. */
  owns(audience: string, scope: string): boolean;
}

/** Index the declared APIs by audience. Audiences are compared as text, without any normalisation (RFC 8707 §2). */
export function createApiCatalogue(config: Pick<AuthorityConfig, 'apis'>): ApiCatalogue {
  const byAudience = new Map(
    config.apis.map((api) => [api.audience, { api, scopes: new Set(Object.keys(api.scopes)) }]),
  );
  return {
    find: (audience) => byAudience.get(audience)?.api,
    owns: (audience, scope) => byAudience.get(audience)?.scopes.has(scope) ?? false,
  };
}
