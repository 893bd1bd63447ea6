import type { BffSettings } from '../options.ts';
import { respondRedirect } from '../respond.ts';

/**
 * Why a sign-in came to nothing, as the application's page reads it in `sign_in_error`.
 * - `access_denied`: the person, or the authority, said no.
 * - `expired`: it took too long, or was begun in another browser.
 * - `failed`: the authority's answer does not hold.
 * - `unavailable`: the authority cannot be reached.
 */
export type SignInError = 'access_denied' | 'expired' | 'failed' | 'unavailable';

/** Send a browser, which shows no JSON, to the page of the application that explains. */
export function redirectToSignInError(
  { signInErrorPath }: Pick<BffSettings, 'signInErrorPath'>,
  error: SignInError,
  setCookies: readonly string[] = [],
): Response {
  const separator = signInErrorPath.includes('?') ? '&' : '?';
  return respondRedirect(`${signInErrorPath}${separator}sign_in_error=${error}`, setCookies);
}
