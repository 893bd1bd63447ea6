import type { Problem } from '../decision.ts';
import type { Route } from '../route.ts';

/** Ask for a new sign-in. Everything the route demands of one is named, so that the next one is good in all respects. */
export function createStepUp(rule: string, route: Route, detail: string): Problem {
  return {
    code: 'insufficient_user_authentication',
    rule,
    maxAgeSeconds: route.maxAuthenticationAgeSeconds,
    acrValues: route.acrValues.length === 0 ? undefined : route.acrValues,
    detail,
  };
}
