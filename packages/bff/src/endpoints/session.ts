import { createCsrfToken } from '../csrf/csrf-token.ts';
import { isSameOrigin } from '../csrf/same-origin.ts';
import { respondJson, respondProblem } from '../respond.ts';
import { describeSession } from '../session/describe-session.ts';
import { readSessionSecret } from '../session/session-secret.ts';
import type { Endpoint, EndpointParts } from './endpoint.ts';

/**
 * `GET /session`: who is signed in here, and the CSRF token in its cookie. `slide=false` asks without counting as use, for
 * pages that look in the background.
 *
 * A cookie whose session has ended is left where it is: a sign-in in another tab may be setting a new one right now.
 */
export function createSessionEndpoint({ settings, sessions, setCookies }: EndpointParts): Endpoint {
  return {
    path: '/session',
    method: 'GET',
    async handle({ request, query, cookies }) {
      if (!isSameOrigin(request.headers, 'read', settings.origin)) return respondProblem({ code: 'not_same_origin' });
      const secret = readSessionSecret(cookies.get(setCookies.names.session));
      const session = secret && (await sessions.find(secret, query.get('slide') !== 'false'));
      if (session === undefined) return respondJson({ signed_in: false });
      return respondJson(describeSession(session), [setCookies.csrf(createCsrfToken(session.secret))]);
    },
  };
}
