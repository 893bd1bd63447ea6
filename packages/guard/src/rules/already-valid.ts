import type { Rule } from './rule.ts';

/**
 * A token from the future was made by a clock that is wrong or by somebody who wants to look young to routes that ask for
 * a recent token.
 *
 * @see RFC 7519 §4.1.5, §4.1.6
 */
export const alreadyValid: Rule = {
  name: 'already-valid',
  demands: 'iat and nbf do not lie ahead by more than the leeway',
  check({ token, nowSeconds, settings }) {
    const { iat, nbf } = token.claims as { iat: number; nbf?: number };
    const aheadSeconds = Math.max(iat, nbf ?? iat) - nowSeconds;
    if (aheadSeconds <= settings.clockLeewaySeconds) return undefined;
    return { code: 'invalid_token', rule: 'already-valid', detail: `it begins in ${Math.ceil(aheadSeconds)} s` };
  },
};
