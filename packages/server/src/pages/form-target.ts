/**
 * The source expression under which a redirect to this URI passes `form-action`, Content Security Policy 3 §6.4.2.
 *
 * A web origin is named exactly. What the grammar cannot name (an app's own scheme, an IPv6 literal) is allowed by its
 * scheme alone, which is all a browser compares there.
 *
 * @param redirectUri - registered for the client, so it is known to be an absolute URI.
 */
export function toFormTarget(redirectUri: string): string {
  const url = new URL(redirectUri);
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  return isWeb && !url.hostname.startsWith('[') ? url.origin : url.protocol;
}

/** How a person is told where a client will send them: the host, or the scheme where there is none. */
export function describeRedirectHost(redirectUri: string): string {
  const url = new URL(redirectUri);
  return url.host === '' ? `the app that opens ${url.protocol} links` : url.host;
}
