import type { Rule } from './rule.ts';

/** @see RFC 9068 §4, RFC 8725 §3.8 */
export const issuer: Rule = {
  name: 'issuer',
  demands: 'iss is exactly the issuer of the guard',
  check({ token, settings }) {
    return token.claims.iss === settings.issuer ? undefined : { code: 'invalid_token', rule: 'issuer' };
  },
};
