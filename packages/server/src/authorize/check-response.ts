import type { ClientConfig } from '../config/config.ts';
import { OAuthError } from '../http/oauth-error.ts';
import type { OAuthParameters } from '../http/oauth-parameters.ts';

/** The client asks for a code, which is all there is, and may have one. RFC 6749 §4.1.1 */
export function checkResponseType({
  client,
  parameters,
}: {
  readonly client: ClientConfig;
  readonly parameters: OAuthParameters;
}): object {
  const responseType = parameters.values.get('response_type');
  if (responseType === undefined) throw new OAuthError('invalid_request', 'The parameter response_type is missing.');
  if (responseType !== 'code') {
    throw new OAuthError('unsupported_response_type', 'The only supported response_type is code.');
  }
  if (!client.grantTypes.includes('authorization_code')) {
    throw new OAuthError('unauthorized_client', 'The client is not registered for the authorization code grant.');
  }
  return {};
}

/** The answer comes in the query. OAuth 2.0 Multiple Response Type Encoding Practices §2.1 */
export function checkResponseMode({ parameters }: { readonly parameters: OAuthParameters }): object {
  const responseMode = parameters.values.get('response_mode') ?? 'query';
  if (responseMode !== 'query') throw new OAuthError('invalid_request', 'The only supported response_mode is query.');
  return {};
}
