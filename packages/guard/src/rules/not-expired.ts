import type { Rule } from './rule.ts';

/** @see RFC 7519 §4.1.4 */
export const notExpired: Rule = {
  name: 'not-expired',
  demands: 'exp lies ahead, give or take the leeway',
  check({ token, nowSeconds, settings }) {
    const overdueSeconds = nowSeconds - token.claims.exp;
    if (overdueSeconds < settings.clockLeewaySeconds) return undefined;
    return { code: 'expired', rule: 'not-expired', detail: `it expired ${Math.floor(overdueSeconds)} s ago` };
  },
};
