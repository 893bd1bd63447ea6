import { csrfField, csrfHeader, isCsrfToken } from '../csrf/csrf-token.ts';
import { isSameOrigin } from '../csrf/same-origin.ts';
import { isMediaType, readBodyText } from '../request-body.ts';
import { respondJson, respondProblem, respondRedirect } from '../respond.ts';
import { readSessionSecret } from '../session/session-secret.ts';
import type { Endpoint, EndpointParts } from './endpoint.ts';

const formType = 'application/x-www-form-urlencoded';

/**
 * `POST /logout`: sign out. The session ends in the store before anything else is tried, so that it is over even if the
 * authority cannot be reached; then the refresh token is given back, and the browser is told where it signs out of the
 * authority too.
 *
 * Without a session the answer is the same: the second press of a button is no mistake.
 */
export function createLogoutEndpoint({ settings, authority, sessions, setCookies }: EndpointParts): Endpoint {
  const { names } = setCookies;
  return {
    path: '/logout',
    method: 'POST',
    async handle({ request, cookies }) {
      const { headers } = request;
      if (!isSameOrigin(headers, 'write', settings.origin)) return respondProblem({ code: 'not_same_origin' });
      const body = await readBodyText(request);
      if (!body.ok) return respondProblem(body.problem);
      const secret = readSessionSecret(cookies.get(names.session));
      const session = secret && (await sessions.find(secret, false));
      if (session !== undefined) {
        const field = isMediaType(request, formType) ? new URLSearchParams(body.text).get(csrfField) : null;
        if (!isCsrfToken(headers.get(csrfHeader) ?? field, session.secret)) {
          return respondProblem({ code: 'csrf_token' });
        }
        await sessions.end(session.secret.sessionDigest);
        await authority.revoke(session.tokens.refreshToken);
      }
      const address = await authority.createEndSessionUrl(session?.tokens.sid);
      // An authority that cannot be asked keeps its own session; this application's is over all the same.
      const next = address ?? settings.postLogoutRedirectUri;
      const cleared = [setCookies.clear(names.session), setCookies.clear(names.csrf)];
      return isNavigation(request) ? respondRedirect(next, cleared) : respondJson({ logout_url: next }, cleared);
    },
  };
}

/** Whether a page sent a form and waits for the next page; a script reads JSON. */
function isNavigation(request: Request): boolean {
  const mode = request.headers.get('sec-fetch-mode');
  if (mode !== null) return mode === 'navigate';
  return isMediaType(request, formType) && (request.headers.get('accept') ?? '').includes('text/html');
}
