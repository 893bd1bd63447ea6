import type { AuthorityParts } from '../authority.ts';
import type { AuthenticateClient } from '../clients/authentication.ts';
import type { ClientConfig } from '../config/config.ts';
import type { GrantType } from '../grants/grant-type.ts';
import { requireParameter } from '../grants/grant-type.ts';
import { createGrantTypes } from '../grants/grant-types.ts';
import type { Endpoint } from '../http/exchange.ts';
import { answerJson } from '../http/message.ts';
import { OAuthError } from '../http/oauth-error.ts';
import { readParameters } from '../http/oauth-parameters.ts';

/** `POST /token`, RFC 6749 §3.2: authenticate the client, choose the grant type, let it answer. */
export function createTokenEndpoint(parts: AuthorityParts, authenticate: AuthenticateClient): Endpoint {
  const grantTypes = createGrantTypes(parts);
  return {
    method: 'POST',
    path: '/token',
    body: 'form',
    cors: 'clients',
    answers: 'json',
    async handle(exchange) {
      const parameters = readParameters(exchange.form);
      const client = await authenticate(exchange, parameters);
      const grant = chooseGrantType(grantTypes, requireParameter(parameters, 'grant_type'), client);
      return answerJson(await grant({ client, parameters, audit: exchange.audit }));
    },
  };
}

function chooseGrantType(grantTypes: ReadonlyMap<string, GrantType>, name: string, client: ClientConfig): GrantType {
  const grant = grantTypes.get(name);
  if (grant === undefined) throw new OAuthError('unsupported_grant_type', 'This server has no such grant_type.');
  if (client.grantTypes.some((allowed) => allowed === name)) return grant;
  throw new OAuthError('unauthorized_client', `The client is not registered for grant_type ${name}.`);
}
