import { createHmac, timingSafeEqual } from 'node:crypto';
import { deriveKey } from '@latchkey/tokens/sealed-box';
import type { SessionSecret } from '../session/session-secret.ts';

/** The header that carries the token back, in Angular's convention. */
export const csrfHeader = 'x-xsrf-token';
/** The same in a form, for pages that sign out without script. */
export const csrfField = 'xsrf_token';

/**
 * The CSRF token of a session: an HMAC under a key derived from the cookie's secret. Nothing is stored; another session's
 * token does not fit, and whoever plants a cookie of their own choosing cannot make one that fits.
 *
 * @see OWASP Cross-Site Request Forgery Prevention, signed double-submit cookie
 */
export function createCsrfToken(secret: SessionSecret): string {
  const key = deriveKey(secret.key, 'latchkey bff csrf token');
  return createHmac('sha256', key).update(secret.sessionDigest).digest('base64url');
}

/** Whether a presented value is the session's token; compared in constant time. */
export function isCsrfToken(presented: string | null | undefined, secret: SessionSecret): boolean {
  if (typeof presented !== 'string') return false;
  const expected = Buffer.from(createCsrfToken(secret));
  const given = Buffer.from(presented);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
