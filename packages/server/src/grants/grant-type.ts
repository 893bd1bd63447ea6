import type { AuditContext } from '../audit/event.ts';
import type { ClientConfig } from '../config/config.ts';
import { OAuthError } from '../http/oauth-error.ts';
import type { OAuthParameters } from '../http/oauth-parameters.ts';
import type { TokenResponse } from './token-response.ts';

/** A token request whose client is known, proved who it is, and may use the grant type. */
export interface TokenRequest {
  readonly client: ClientConfig;
  readonly parameters: OAuthParameters;
  readonly audit: AuditContext;
}

/** The name of a grant type as `grant_type` spells it. */
export type GrantTypeName = ClientConfig['grantTypes'][number];

/** One way to get tokens. @throws OAuthError RFC 6749 §5.2 when the request is refused. */
export type GrantType = (request: TokenRequest) => Promise<TokenResponse>;

/** @throws OAuthError `invalid_request` when the parameter is left out. */
export function requireParameter(parameters: OAuthParameters, name: string): string {
  const value = parameters.values.get(name);
  if (value === undefined) throw new OAuthError('invalid_request', `The parameter ${name} is missing.`);
  return value;
}
