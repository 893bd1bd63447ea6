import { respondProblem, respondRedirect } from '../respond.ts';
import { readSessionSecret } from '../session/session-secret.ts';
import { createAuthorizationQuery, createRequestSecrets, readLoginWishes } from '../sign-in/authorization-request.ts';
import { redirectToSignInError } from '../sign-in/error-redirect.ts';
import { parseReturnPath } from '../sign-in/return-path.ts';
import type { Endpoint, EndpointParts, Exchange } from './endpoint.ts';

/** Sign-ins that one browser may have on their way at a time: a few tabs, but not a header full of cookies. */
const maxAttempts = 4;

/**
 * `GET /login`: send the browser to the authority. Nothing is stored for strangers: what the answer must fit travels in a
 * cookie of this very attempt, sealed.
 *
 * Does not check where the request comes from: a link of another site signs nobody in without the person's doing, and not as
 * anybody else.
 */
export function createLoginEndpoint(parts: EndpointParts): Endpoint {
  const { settings, authority, loginStates, setCookies } = parts;
  const { names } = setCookies;

  return {
    path: '/login',
    method: 'GET',
    async handle({ query, cookies }) {
      const wishes = readLoginWishes(query);
      if (wishes === undefined) {
        const detail = 'prompt must be login, select_account or consent, and max_age a number of seconds.';
        return respondProblem({ code: 'bad_request', detail });
      }
      const secrets = createRequestSecrets();
      const address = await authority.createAuthorizationUrl(createAuthorizationQuery(settings, secrets, wishes));
      if (address === undefined) return redirectToSignInError(settings, 'unavailable');
      const { state, nonce, codeVerifier } = secrets;
      const login = {
        nonce,
        codeVerifier,
        returnTo: parseReturnPath(query.get('returnTo'), settings) ?? '/',
        maxAgeSeconds: wishes.maxAgeSeconds,
        previous: readPrevious(cookies),
      };
      const name = `${names.loginPrefix}${loginStates.nameOf(state)}`;
      return respondRedirect(address, [
        ...clearOldAttempts(cookies),
        setCookies.login(name, loginStates.seal(login, state)),
      ]);
    },
  };

  /** Nothing but a secret of ours: whatever else the browser presents need not travel along. */
  function readPrevious(cookies: Exchange['cookies']): string | undefined {
    const value = cookies.get(names.session);
    return readSessionSecret(value) === undefined ? undefined : value;
  }

  function clearOldAttempts(cookies: Exchange['cookies']): readonly string[] {
    const attempts = [...cookies.keys()].filter((name) => name.startsWith(names.loginPrefix));
    return attempts.length < maxAttempts ? [] : attempts.map((name) => setCookies.clear(name));
  }
}
