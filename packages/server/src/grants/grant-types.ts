import type { AuthorityParts } from '../authority.ts';
import { createApiCatalogue } from '../mint/api-catalogue.ts';
import { createAuthorizationCodeGrant } from './authorization-code.ts';
import { createClientCredentialsGrant } from './client-credentials.ts';
import type { GrantType, GrantTypeName } from './grant-type.ts';
import { createPersonTokensMint } from './person-tokens.ts';
import { createRefreshTokenGrant } from './refresh-token.ts';

/** Every grant type the token endpoint knows, by the name `grant_type` has for it. */
export function createGrantTypes(parts: AuthorityParts): ReadonlyMap<string, GrantType> {
  const catalogue = createApiCatalogue(parts.config);
  const mintTokens = createPersonTokensMint(parts, catalogue);
  const rows: readonly (readonly [GrantTypeName, GrantType])[] = [
    ['authorization_code', createAuthorizationCodeGrant(parts, catalogue, mintTokens)],
    ['refresh_token', createRefreshTokenGrant(parts, catalogue, mintTokens)],
    ['client_credentials', createClientCredentialsGrant(parts, catalogue)],
  ];
  return new Map(rows);
}
