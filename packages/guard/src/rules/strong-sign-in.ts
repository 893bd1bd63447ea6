import type { Rule } from './rule.ts';
import { createStepUp } from './step-up.ts';

/** @see RFC 9470 §4 */
export const strongSignIn: Rule = {
  name: 'strong-sign-in',
  demands: 'acr is one of acrValues of the route',
  check({ token, route }) {
    if (route.acrValues.length === 0) return undefined;
    const { acr } = token.claims;
    if (acr !== undefined && route.acrValues.includes(acr)) return undefined;
    return createStepUp('strong-sign-in', route, acr === undefined ? 'it has no acr' : 'its acr is another');
  },
};
