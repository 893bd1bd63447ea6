import type { BffSettings } from '../options.ts';
import { type CookieNames, createCookieNames } from './cookie-names.ts';

/** The `Set-Cookie` values of the proxy, one function for each thing it keeps in a browser. */
export interface SetCookies {
  readonly names: CookieNames;
  /**
   * @param value - the session's secret.
   * @param maxAgeSeconds - undefined: until the browser closes.
   */
  session(value: string, maxAgeSeconds: number | undefined): string;
  /** A sign-in on its way. `Lax`, because the authority's answer comes from another site. */
  login(name: string, value: string): string;
  device(value: string): string;
  csrf(value: string): string;
  /** Make the browser forget it. */
  clear(name: string): string;
}

/** How long a person may take at the authority. */
export const loginTtlSeconds = 600;
/** The longest that browsers keep a cookie. */
const deviceTtlSeconds = 400 * 86_400;

/** RFC 6265 §4.1.1 `cookie-octet`: no control, space, quote, comma, semicolon or backslash. */
const cookieValue = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/;

/** Whether a text can be a cookie's value as it is. */
export function isCookieValue(text: string): boolean {
  return cookieValue.test(text);
}

/**
 * Every cookie is `Path=/` and of this host alone, `Secure` on https, and `HttpOnly` but for the CSRF token, which is of no
 * use without the session's cookie.
 */
export function createSetCookies({ isHttps, sameSite }: Pick<BffSettings, 'isHttps' | 'sameSite'>): SetCookies {
  const names = createCookieNames(isHttps);
  const secure = isHttps ? '; Secure' : '';

  function serialize(name: string, value: string, attributes: string, maxAgeSeconds: number | undefined): string {
    // The value may be a secret, so the message must not repeat it.
    if (!isCookieValue(value)) throw new TypeError(`The value of cookie ${name} has a character no cookie may hold`);
    const maxAge = maxAgeSeconds === undefined ? '' : `; Max-Age=${Math.trunc(maxAgeSeconds)}`;
    return `${name}=${value}; Path=/${secure}; ${attributes}${maxAge}`;
  }

  return {
    names,
    session: (value, maxAgeSeconds) => serialize(names.session, value, `HttpOnly; SameSite=${sameSite}`, maxAgeSeconds),
    login: (name, value) => serialize(name, value, 'HttpOnly; SameSite=Lax', loginTtlSeconds),
    device: (value) => serialize(names.device, value, 'HttpOnly; SameSite=Strict', deviceTtlSeconds),
    csrf: (value) => serialize(names.csrf, value, 'SameSite=Strict', undefined),
    clear: (name) => serialize(name, '', name === names.csrf ? 'SameSite=Strict' : 'HttpOnly; SameSite=Lax', 0),
  };
}
