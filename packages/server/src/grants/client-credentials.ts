import type { AuthorityParts } from '../authority.ts';
import { OAuthError } from '../http/oauth-error.ts';
import { deriveAccess } from '../mint/access.ts';
import { createAccessTokenMint } from '../mint/access-token.ts';
import type { ApiCatalogue } from '../mint/api-catalogue.ts';
import { parseScope, resolveTarget } from '../mint/target.ts';
import { createClientVouching } from './client-vouching.ts';
import type { GrantType } from './grant-type.ts';

const noNarrowing = Object.freeze({ scopes: undefined, resources: undefined });

/**
 * `client_credentials`: a confidential client's token for itself. No refresh token, no ID token (RFC 6749 §4.4.3).
 *
 * @see RFC 6749 §4.4, RFC 8707 §2
 */
export function createClientCredentialsGrant(
  parts: Pick<AuthorityParts, 'config' | 'keys' | 'log' | 'store' | 'clock'>,
  catalogue: ApiCatalogue,
): GrantType {
  const accessTokens = createAccessTokenMint(parts);
  const vouchForClient = createClientVouching(parts);
  const context = { catalogue, issuer: parts.config.issuer };
  return async ({ client, parameters }) => {
    if (client.type !== 'confidential') {
      throw new OAuthError('unauthorized_client', 'Only a confidential client may use client_credentials.');
    }
    const scope = parameters.values.get('scope');
    const target = resolveTarget(
      {
        client,
        scopes: scope === undefined ? undefined : parseScope(scope),
        resources: parameters.resources,
        forPerson: false,
      },
      catalogue,
    );
    const vouched = await vouchForClient(client.clientId);
    if (!vouched.live) {
      throw new OAuthError('invalid_client', 'The client was removed.', { detail: 'not live in the store' });
    }
    const access = deriveAccess(target, noNarrowing, client, context);
    const { token, expiresInSeconds } = accessTokens.mintForClient(client, access, vouched);
    return {
      access_token: token,
      token_type: 'Bearer',
      expires_in: expiresInSeconds,
      scope: access.responseScopes.join(' '),
    };
  };
}
