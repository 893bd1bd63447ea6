import { appendQuery } from '../authorize/redirect.ts';
import type { HttpAnswer } from '../http/message.ts';
import { OAuthError } from '../http/oauth-error.ts';
import { findSecretName } from '../http/query-secrets.ts';
import { redirectSeeOther } from '../http/see-other.ts';

/**
 * Ask a browser for the same request again, as a navigation: a form on another site brings no SameSite=Lax cookie, so a
 * signed-in person would look like a stranger.
 *
 * @throws OAuthError `invalid_request` when the form holds what must not come to stand in an address (H6).
 */
export function redirectAsNavigation(path: string, form: URLSearchParams): HttpAnswer {
  const secret = findSecretName(form);
  if (secret === undefined) return redirectSeeOther(appendQuery(path, form));
  throw new OAuthError(
    'invalid_request',
    `The form holds ${secret}, which has no place in this request. Leave it out.`,
  );
}
