import { OAuthError } from '../http/oauth-error.ts';
import type { OAuthErrorCode } from '../http/oauth-error-codes.ts';
import type { OAuthParameters } from '../http/oauth-parameters.ts';

const unsupported: readonly (readonly [parameter: string, code: OAuthErrorCode])[] = [
  ['request', 'request_not_supported'],
  ['request_uri', 'request_uri_not_supported'],
  ['registration', 'registration_not_supported'],
];

/** Parameters that would change the meaning of all others are refused by name, OpenID Connect Core §3.1.2.6. */
export function checkRequestObject({ parameters }: { readonly parameters: OAuthParameters }): object {
  for (const [parameter, code] of unsupported) {
    if (parameters.values.has(parameter)) throw new OAuthError(code, `The parameter ${parameter} is not supported.`);
  }
  return {};
}
