import type { AuthorityParts } from '../authority.ts';
import type { ClientConfig } from '../config/config.ts';
import { deriveAccess, type Narrowing } from '../mint/access.ts';
import { createAccessTokenMint } from '../mint/access-token.ts';
import type { ApiCatalogue } from '../mint/api-catalogue.ts';
import { createIdTokenMint } from '../mint/id-token.ts';
import type { GrantSnapshot } from './store.ts';
import type { TokenResponse } from './token-response.ts';

export interface PersonTokensRequest {
  readonly client: ClientConfig;
  /** What the store vouched for; everything said about the person comes from it. */
  readonly grant: GrantSnapshot;
  readonly narrowing: Narrowing;
  readonly nonce: string | undefined;
  readonly refreshToken: string | undefined;
}

/** Makes the tokens of a grant: an access token always, an ID token when `openid` was granted and not narrowed away. */
export type MintPersonTokens = (request: PersonTokensRequest) => TokenResponse;

export function createPersonTokensMint(
  parts: Pick<AuthorityParts, 'config' | 'keys' | 'log'>,
  catalogue: ApiCatalogue,
): MintPersonTokens {
  const accessTokens = createAccessTokenMint(parts);
  const mintIdToken = createIdTokenMint(parts);
  const context = { catalogue, issuer: parts.config.issuer };
  return ({ client, grant, narrowing, nonce, refreshToken }) => {
    const access = deriveAccess(grant, narrowing, client, context);
    const { token, expiresInSeconds } = accessTokens.mintForGrant(grant, client, access);
    const scopes = access.responseScopes;
    return {
      access_token: token,
      token_type: 'Bearer',
      expires_in: expiresInSeconds,
      scope: scopes.join(' '),
      refresh_token: refreshToken,
      id_token: scopes.includes('openid')
        ? mintIdToken({ client, grant, scopes, accessToken: token, nonce })
        : undefined,
    };
  };
}
