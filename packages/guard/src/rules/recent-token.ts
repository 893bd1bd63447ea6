import type { Rule } from './rule.ts';

/** A sensitive route wants rights as they are now, not as they were when a long-lived token was issued. */
export const recentToken: Rule = {
  name: 'recent-token',
  demands: 'iat is at most maxAgeSeconds of the route ago',
  check({ token, route, nowSeconds }) {
    if (route.maxAgeSeconds === undefined) return undefined;
    const ageSeconds = nowSeconds - token.claims.iat;
    if (ageSeconds <= route.maxAgeSeconds) return undefined;
    return { code: 'token_too_old', rule: 'recent-token', detail: `it was issued ${Math.floor(ageSeconds)} s ago` };
  },
};
