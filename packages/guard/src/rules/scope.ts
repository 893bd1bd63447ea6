import type { Rule } from './rule.ts';

/** @see RFC 6750 §3.1 */
export const scope: Rule = {
  name: 'scope',
  demands: 'scope has every scope of the route',
  check({ token, route }) {
    for (const wanted of route.scopes) {
      if (!token.scopes.has(wanted)) {
        return {
          code: 'insufficient_scope',
          rule: 'scope',
          scope: route.scopes.join(' '),
          detail: `it lacks ${wanted}`,
        };
      }
    }
    return undefined;
  },
};
