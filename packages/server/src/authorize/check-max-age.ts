import { OAuthError } from '../http/oauth-error.ts';
import type { OAuthParameters } from '../http/oauth-parameters.ts';

/** `max_age` is a whole number of seconds; 0 asks for a fresh sign-in. OpenID Connect Core §3.1.2.1 */
export function checkMaxAge({ parameters }: { readonly parameters: OAuthParameters }): {
  readonly maxAgeSeconds: number | undefined;
} {
  const maxAge = parameters.values.get('max_age');
  if (maxAge === undefined) return { maxAgeSeconds: undefined };
  // Nine digits are 31 years.
  if (!/^\d{1,9}$/.test(maxAge)) {
    throw new OAuthError('invalid_request', 'The parameter max_age must be a whole number of seconds.');
  }
  return { maxAgeSeconds: Number(maxAge) };
}
