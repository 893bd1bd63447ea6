import type { Rule } from './rule.ts';

/** @see RFC 9068 §4, RFC 8725 §3.9 */
export const audience: Rule = {
  name: 'audience',
  demands: 'aud contains the audience of the guard',
  check({ token, settings }) {
    return token.claims.aud.includes(settings.audience) ? undefined : { code: 'invalid_token', rule: 'audience' };
  },
};
