import type { Exchange } from './exchange.ts';
import { OAuthError } from './oauth-error.ts';

/**
 * Whether a submitted form came from one of the authority's own pages (L6). Judged by what the browser says and a page
 * cannot forge: `Sec-Fetch-Site`, then `Origin`, then `Referer`. At least one must be there; the first of them that is
 * there must name the issuer's own origin, and an `Origin` must do so even when `Sec-Fetch-Site` is content: a foreign
 * name that resolves to this server (DNS rebinding) is `same-origin` to the browser, but not to the issuer.
 *
 * `Sec-Fetch-Site: none` (typed into the address bar, opened from a bookmark) is not how a form is submitted, so it
 * counts as foreign; so does `same-site`, because a sibling host may belong to somebody else.
 *
 * Does not check: that the person meant it (no token is tied to the page), or anything about a caller that is no
 * browser; such a caller may claim what it likes, but it rides on nobody's cookies.
 *
 * @param trustedOrigin - scheme, host and port of the issuer, as `URL.origin` writes it.
 * @see https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
 */
export function isTrustedForm(exchange: Pick<Exchange, 'request'>, trustedOrigin: string): boolean {
  const { headers } = exchange.request;
  const site = headers.get('sec-fetch-site');
  const origin = headers.get('origin');
  if (site !== undefined && site !== 'same-origin') return false;
  if (origin !== undefined) return origin === trustedOrigin;
  if (site !== undefined) return true;
  const referrer = headers.get('referer');
  return referrer !== undefined && readOrigin(referrer) === trustedOrigin;
}

/** {@link isTrustedForm} as a guard. @throws OAuthError 403, with what to do about it. */
export type RequireTrustedForm = (exchange: Pick<Exchange, 'request'>) => void;

export function createTrustedFormGuard(issuer: string): RequireTrustedForm {
  const { origin } = new URL(issuer);
  return (exchange) => {
    if (isTrustedForm(exchange, origin)) return;
    throw new OAuthError(
      'access_denied',
      `This was not sent from a page of this site, so nothing was changed. Open ${issuer}/ yourself and try again there.`,
      { status: 403, detail: 'the request is not same-origin' },
    );
  };
}

function readOrigin(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined;
}
