import { decodeBase64url, encodeBase64url } from '@latchkey/tokens/base64url';
import { createCookieNames, serializeCookie, serializeCookieRemoval } from '../http/cookies.ts';
import type { Exchange } from '../http/exchange.ts';
import { normaliseUsername } from '../users/normalise.ts';

/**
 * The user name somebody has just chosen at sign-up, kept in their browser until they sign in with it: an address would
 * leave it in histories and logs. It fills a field in and decides nothing; whether the name was free it does not say.
 */
export interface ChosenNames {
  /** The `Set-Cookie` values to be set on the answer; none for what cannot be a user name. */
  remember(username: string): readonly string[];
  /** Undefined when there is none, or something there that is no user name. */
  read(exchange: Pick<Exchange, 'cookies'>): string | undefined;
  /** The `Set-Cookie` values that make the browser forget it; none when there is nothing to forget. */
  forget(exchange: Pick<Exchange, 'cookies'>): readonly string[];
}

/** Who signs in later than that types the name. */
const chosenNameTtlSeconds = 600;

export function createChosenNames(issuer: string): ChosenNames {
  const cookieName = createCookieNames(issuer).chosenName;
  return {
    remember(username) {
      const name = normaliseUsername(username);
      if (!name.ok) return [];
      const value = encodeBase64url(Buffer.from(name.value.display));
      return [serializeCookie(cookieName, value, { maxAgeSeconds: chosenNameTtlSeconds })];
    },
    read({ cookies }) {
      const bytes = decodeBase64url(cookies.get(cookieName) ?? '');
      const name = bytes === undefined ? undefined : normaliseUsername(Buffer.from(bytes).toString());
      return name?.ok === true ? name.value.display : undefined;
    },
    forget: ({ cookies }) => (cookies.has(cookieName) ? [serializeCookieRemoval(cookieName)] : []),
  };
}
