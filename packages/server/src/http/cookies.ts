/**
 * The authority's own cookies. Names and attributes live here alone, so that no endpoint can forget one.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6265 and the `__Host-` prefix of draft-ietf-httpbis-rfc6265bis §4.1.3.2
 */
export interface CookieNames {
  /** The secret of the single sign-on session. */
  readonly session: string;
  /** Recognises a device that signed in before, for the limits of L2. */
  readonly device: string;
  /** A random value that sealed interactions are bound to. */
  readonly browser: string;
  /** The user name chosen a moment ago, for the sign-in page to fill in. */
  readonly chosenName: string;
}

const hostPrefix = '__Host-';
/** RFC 6265 §4.1.1 `cookie-octet`: no control, space, quote, comma, semicolon or backslash. */
const cookieValue = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/;

/**
 * What the cookies are called. With an https issuer every name has the `__Host-` prefix, which makes browsers insist on
 * `Secure`, `Path=/` and no `Domain`. Safari refuses secure cookies on http://localhost, so there the prefix is left out.
 */
export function createCookieNames(issuer: string): CookieNames {
  const prefix = issuer.startsWith('https://') ? hostPrefix : '';
  return {
    session: `${prefix}latchkey-session`,
    device: `${prefix}latchkey-device`,
    browser: `${prefix}latchkey-browser`,
    chosenName: `${prefix}latchkey-chosen-name`,
  };
}

/**
 * The value of one `Set-Cookie` header: `HttpOnly; Path=/; SameSite=Lax`, and `Secure` whenever the name has the
 * `__Host-` prefix (and only then).
 *
 * @param options.maxAgeSeconds - how long a browser keeps it. Default: until the browser closes. 0 removes it.
 * @throws TypeError when the value holds a character that no cookie may hold.
 */
export function serializeCookie(
  name: string,
  value: string,
  options: { readonly maxAgeSeconds?: number | undefined } = {},
): string {
  // The value is a secret, so the message must not repeat it.
  if (!cookieValue.test(value)) throw new TypeError(`The value of cookie ${name} has a character no cookie may hold.`);
  const secure = name.startsWith(hostPrefix) ? '; Secure' : '';
  const maxAge = options.maxAgeSeconds === undefined ? '' : `; Max-Age=${Math.trunc(options.maxAgeSeconds)}`;
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${secure}${maxAge}`;
}

/** The `Set-Cookie` value that makes a browser forget a cookie of {@link serializeCookie}. */
export function serializeCookieRemoval(name: string): string {
  return serializeCookie(name, '', { maxAgeSeconds: 0 });
}
