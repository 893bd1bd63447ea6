import type { AccessTokenClaims } from '@latchkey/tokens/access-token';
import type { AuthorityParts } from '../authority.ts';
import type { AuthenticateClient } from '../clients/authentication.ts';
import type { ClientConfig } from '../config/config.ts';
import { requireParameter } from '../grants/grant-type.ts';
import { createRefreshTokenReader } from '../grants/refresh-token-reader.ts';
import type { RefreshTokenReference } from '../grants/store.ts';
import type { Endpoint } from '../http/exchange.ts';
import { answerJson } from '../http/message.ts';
import { readParameters } from '../http/oauth-parameters.ts';
import { createAccessTokenReader, describeCandidate } from '../revocation/access-token-reader.ts';
import { requireIntrospector } from './require-introspector.ts';

/** RFC 7662 §2.2. All that is said of a token that is not live, or not for the asker to know about. */
type Introspection = { readonly active: false } | ({ readonly active: true } & Readonly<Record<string, unknown>>);

const inactive: Introspection = Object.freeze({ active: false });

/**
 * `POST /introspect`, RFC 7662: whether a token is live now, asked by an API that may ask (`introspects`).
 *
 * An access token is told about when one of its audiences is the asker's; a refresh token only to its own client.
 */
export function createIntrospectEndpoint(parts: AuthorityParts, authenticate: AuthenticateClient): Endpoint {
  const { config, store, clock } = parts;
  const readRefreshToken = createRefreshTokenReader(parts);
  const readAccessToken = createAccessTokenReader(parts);

  async function introspectAccessToken(token: string, client: ClientConfig): Promise<Introspection> {
    const verified = readAccessToken(token);
    if (verified === undefined || !verified.claims.aud.some((audience) => client.introspects.includes(audience))) {
      return inactive;
    }
    // The asker has a leeway of its own; here the token is over when it says so.
    if (verified.claims.exp * 1000 <= clock.nowMs()) return inactive;
    return (await store.isRevoked(describeCandidate(verified))) ? inactive : describeAccessToken(verified.claims);
  }

  async function introspectRefreshToken(
    reference: RefreshTokenReference,
    client: ClientConfig,
  ): Promise<Introspection> {
    const grant = await store.findLiveRefreshToken(reference);
    if (grant === undefined || grant.clientId !== client.clientId) return inactive;
    return {
      active: true,
      iss: config.issuer,
      sub: grant.user.userId,
      client_id: grant.clientId,
      scope: grant.scopes.join(' '),
      sid: grant.session.sessionId,
      iat: Math.floor(grant.createdAtMs / 1000),
      exp: grant.refreshExpiresAtMs === undefined ? undefined : Math.floor(grant.refreshExpiresAtMs / 1000),
    };
  }

  return {
    method: 'POST',
    path: '/introspect',
    body: 'form',
    cors: 'none',
    answers: 'json',
    async handle(exchange) {
      const parameters = readParameters(exchange.form);
      const client = await authenticate(exchange, parameters);
      requireIntrospector(client);
      const token = requireParameter(parameters, 'token');
      const refresh = readRefreshToken(token);
      const introspection =
        refresh === undefined
          ? await introspectAccessToken(token, client)
          : await introspectRefreshToken(refresh.reference, client);
      return answerJson(introspection);
    },
  };
}

/** What the token says itself, to a reader it is meant for. */
function describeAccessToken(claims: AccessTokenClaims): Introspection {
  const { aud, ...rest } = claims;
  return { active: true, token_type: 'Bearer', ...rest, aud: aud.length === 1 ? aud[0] : aud };
}
