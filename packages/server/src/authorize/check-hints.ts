import type { ClientConfig } from '../config/config.ts';
import { OAuthError } from '../http/oauth-error.ts';
import type { OAuthParameters } from '../http/oauth-parameters.ts';
import type { UserId } from '../ids.ts';
import type { CheckContext } from './checks.ts';

/** As long as the longest e-mail address. */
const maxLoginHintLength = 254;

/**
 * `id_token_hint` is an ID token this authority gave to this very client; that it has expired does not matter. Its
 * person is the only one the answer may be about.
 *
 * @see OpenID Connect Core §3.1.2.1, §3.1.2.2
 */
export function checkIdTokenHint(
  { client, parameters }: { readonly client: ClientConfig; readonly parameters: OAuthParameters },
  { readIdTokenHint }: CheckContext,
): { readonly hintedUserId: UserId | undefined } {
  const token = parameters.values.get('id_token_hint');
  if (token === undefined) return { hintedUserId: undefined };
  const hint = readIdTokenHint(token);
  if (hint === undefined || hint.clientId !== client.clientId) {
    throw new OAuthError('invalid_request', 'The parameter id_token_hint is no ID token that this client was given.');
  }
  return { hintedUserId: hint.userId };
}

/** `login_hint` fills the sign-in form and decides nothing, so all that matters is that it fits there. */
export function checkLoginHint({ parameters }: { readonly parameters: OAuthParameters }): {
  readonly loginHint: string | undefined;
} {
  const loginHint = parameters.values.get('login_hint');
  if (loginHint !== undefined && loginHint.length > maxLoginHintLength) {
    throw new OAuthError(
      'invalid_request',
      `The parameter login_hint is longer than ${maxLoginHintLength} characters.`,
    );
  }
  return { loginHint };
}
