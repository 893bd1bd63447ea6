/** What the proxy's cookies are called. */
export interface CookieNames {
  /** The secret of the session. */
  readonly session: string;
  /** The start of the names of sign-ins on their way; one cookie each. */
  readonly loginPrefix: string;
  /** Tells the authority that this device signed in before. */
  readonly device: string;
  /** The one cookie that script reads: the CSRF token, in Angular's convention. */
  readonly csrf: 'XSRF-TOKEN';
}

/** Browsers take such a cookie only with `Secure`, `HttpOnly` and `Path=/`, without `Domain`, and never from script. */
const prefix = '__Host-Http-';

/**
 * On https the names begin with `__Host-Http-`. Browsers that know only `__Host-` hold them to that part's rules, since the
 * name begins with it too. Safari refuses secure cookies on http://localhost, so there the prefix is left out.
 *
 * @see draft-ietf-httpbis-rfc6265bis §4.1.3
 */
export function createCookieNames(isHttps: boolean): CookieNames {
  const start = isHttps ? prefix : '';
  return {
    session: `${start}latchkey-app`,
    loginPrefix: `${start}latchkey-app-login-`,
    device: `${start}latchkey-app-device`,
    csrf: 'XSRF-TOKEN',
  };
}
