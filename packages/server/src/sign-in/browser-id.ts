import { randomBytes } from 'node:crypto';
import { decodeBase64url, encodeBase64url } from '@latchkey/tokens/base64url';
import { createCookieNames, serializeCookie } from '../http/cookies.ts';
import type { Exchange } from '../http/exchange.ts';

/**
 * A random id of each browser, in a cookie that goes with it. What a person does in one browser is held together by it; it
 * opens nothing.
 */
export interface BrowserIds {
  /** Undefined when the browser has none, or something there that is none of ours. */
  read(exchange: Pick<Exchange, 'cookies'>): string | undefined;
  /** The id it has, or a new one with the cookie that must be set on the answer. */
  ensure(exchange: Pick<Exchange, 'cookies'>): { readonly browserId: string; readonly setCookies: readonly string[] };
}

const browserIdBytes = 16;

export function createBrowserIds(issuer: string): BrowserIds {
  const cookieName = createCookieNames(issuer).browser;

  const read: BrowserIds['read'] = ({ cookies }) => {
    const presented = cookies.get(cookieName);
    return presented !== undefined && decodeBase64url(presented)?.length === browserIdBytes ? presented : undefined;
  };

  return {
    read,
    ensure(exchange) {
      const known = read(exchange);
      if (known !== undefined) return { browserId: known, setCookies: [] };
      const browserId = encodeBase64url(randomBytes(browserIdBytes));
      return { browserId, setCookies: [serializeCookie(cookieName, browserId)] };
    },
  };
}
