import type { Rule } from './rule.ts';
import { createStepUp } from './step-up.ts';

/** A token without `auth_time` cannot show when anybody signed in, so it does not pass. @see RFC 9470 §4 */
export const recentSignIn: Rule = {
  name: 'recent-sign-in',
  demands: 'auth_time is at most maxAuthenticationAgeSeconds of the route ago',
  check({ token, route, nowSeconds, settings }) {
    if (route.maxAuthenticationAgeSeconds === undefined) return undefined;
    const { auth_time: signedInAtSeconds } = token.claims;
    if (signedInAtSeconds === undefined) return createStepUp('recent-sign-in', route, 'it has no auth_time');
    const ageSeconds = nowSeconds - signedInAtSeconds;
    const isInFuture = ageSeconds < -settings.clockLeewaySeconds;
    if (ageSeconds <= route.maxAuthenticationAgeSeconds && !isInFuture) return undefined;
    return createStepUp('recent-sign-in', route, `the sign-in was ${Math.floor(ageSeconds)} s ago`);
  },
};
