import type { Rule } from './rule.ts';

/**
 * Revocations are kept until the last token they can match is dead, which counts on no token living longer than agreed.
 */
export const shortLived: Rule = {
  name: 'short-lived',
  demands: 'exp - iat is at most maxTokenLifetimeSeconds',
  check({ token, settings }) {
    const lifetimeSeconds = token.claims.exp - token.claims.iat;
    if (lifetimeSeconds <= settings.maxTokenLifetimeSeconds) return undefined;
    return { code: 'invalid_token', rule: 'short-lived', detail: `it is made to live for ${lifetimeSeconds} s` };
  },
};
