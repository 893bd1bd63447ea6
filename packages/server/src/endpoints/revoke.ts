import type { AuthorityParts } from '../authority.ts';
import type { AuthenticateClient } from '../clients/authentication.ts';
import { requireParameter } from '../grants/grant-type.ts';
import { createRefreshTokenReader } from '../grants/refresh-token-reader.ts';
import type { Endpoint } from '../http/exchange.ts';
import { answerEmpty } from '../http/message.ts';
import { readParameters } from '../http/oauth-parameters.ts';
import { createAccessTokenReader } from '../revocation/access-token-reader.ts';

/**
 * `POST /revoke`, RFC 7009: a client gives back a token of its own. A refresh token ends its grant and with it every
 * access token made under it; an access token ends alone.
 *
 * Anything that is no live token of that client is answered the same and changes nothing (§2.2). `token_type_hint` is
 * not needed: the two kinds cannot be mistaken.
 */
export function createRevokeEndpoint(parts: AuthorityParts, authenticate: AuthenticateClient): Endpoint {
  const { store } = parts;
  const readRefreshToken = createRefreshTokenReader(parts);
  const readAccessToken = createAccessTokenReader(parts);
  return {
    method: 'POST',
    path: '/revoke',
    body: 'form',
    cors: 'clients',
    answers: 'json',
    async handle(exchange) {
      const parameters = readParameters(exchange.form);
      const { clientId } = await authenticate(exchange, parameters);
      const token = requireParameter(parameters, 'token');
      const refresh = readRefreshToken(token);
      if (refresh !== undefined) {
        await store.endGrant({ ...refresh.reference, clientId, reason: 'revoked_by_client' }, exchange.audit);
      } else {
        const claims = readAccessToken(token)?.claims;
        if (claims?.client_id === clientId) {
          const expiresAtMs = claims.exp * 1000;
          await store.revokeAccessToken({ jti: claims.jti, expiresAtMs, clientId }, exchange.audit);
        }
      }
      return answerEmpty(200);
    },
  };
}
