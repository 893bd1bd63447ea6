import { randomBytes } from 'node:crypto';
import { decodeBase64url, encodeBase64url } from '@latchkey/tokens/base64url';
import type { AuthorityParts } from '../authority.ts';
import { createCookieNames, serializeCookie, serializeCookieRemoval } from '../http/cookies.ts';
import type { Exchange } from '../http/exchange.ts';
import type { BrowserSessions } from '../services.ts';
import { hashSessionSecret, startSession } from '../sessions/session-start.ts';
import { createBrowserIds } from './browser-id.ts';

const secretBytes = 32;

/**
 * The single sign-on session of a browser. Its cookie holds a secret that is made anew at every sign-in, so whatever an
 * attacker planted or read before is worth nothing after (session fixation).
 *
 * A remembered session has a cookie that survives a restart of the browser, for as long as the session may live at all;
 * any other goes with the browser (L7).
 */
export function createBrowserSessions(parts: Pick<AuthorityParts, 'config' | 'store'>): BrowserSessions {
  const { config, store } = parts;
  const cookieName = createCookieNames(config.issuer).session;
  const browserIds = createBrowserIds(config.issuer);

  const readSecret = (exchange: Exchange): Uint8Array | undefined => {
    const secret = decodeBase64url(exchange.cookies.get(cookieName) ?? '');
    return secret?.length === secretBytes ? secret : undefined;
  };

  const read: BrowserSessions['read'] = async (exchange) => {
    const secret = readSecret(exchange);
    return secret === undefined ? undefined : await store.findSessionByCookie(hashSessionSecret(secret));
  };

  return {
    read,

    prepare: (exchange) => ({ setCookies: browserIds.ensure(exchange).setCookies }),

    async start(exchange, proof) {
      const secret = randomBytes(secretBytes);
      const cookie = { secret, previousSecret: readSecret(exchange), browserId: browserIds.read(exchange) };
      const session = await startSession(parts, proof, cookie, exchange.audit);
      if (session === undefined) return undefined;
      const maxAgeSeconds = proof.remembered ? config.lifetimes.rememberedSessionAbsoluteSeconds : undefined;
      return { session, setCookies: [serializeCookie(cookieName, encodeBase64url(secret), { maxAgeSeconds })] };
    },

    async end(exchange, reason) {
      const found = await read(exchange);
      if (found !== undefined) {
        const { sessionId, userId } = found.session;
        await store.endSession({ sessionId, userId, reason }, exchange.audit);
      }
      return { setCookies: [serializeCookieRemoval(cookieName)] };
    },
  };
}
