import type { CodeResult } from '../authority/code-grant.ts';
import { createCsrfToken } from '../csrf/csrf-token.ts';
import { respondRedirect } from '../respond.ts';
import { readSessionSecret } from '../session/session-secret.ts';
import { redirectToSignInError, type SignInError } from '../sign-in/error-redirect.ts';
import type { LoginState } from '../sign-in/login-state.ts';
import type { Endpoint, EndpointParts, Exchange } from './endpoint.ts';

const errorOf: Readonly<Record<Exclude<CodeResult['status'], 'signed_in'>, SignInError>> = {
  denied: 'access_denied',
  refused: 'failed',
  unavailable: 'unavailable',
};

/**
 * `GET /callback`: the browser comes back from the authority. Only the browser that was sent away has the cookie of this
 * attempt, so nobody can be signed in as somebody else by a link (login CSRF), and it is good for one try.
 *
 * @see RFC 6749 §4.1.2, RFC 9207, RFC 9700 §4.5 and §4.7
 */
export function createCallbackEndpoint(parts: EndpointParts): Endpoint {
  const { settings, authority, sessions, beginSession, loginStates, setCookies } = parts;
  const { names } = setCookies;

  return {
    path: '/callback',
    method: 'GET',
    async handle(exchange) {
      const { query, cookies } = exchange;
      const state = query.get('state') ?? '';
      const cookieName = `${names.loginPrefix}${loginStates.nameOf(state)}`;
      const login = loginStates.open(cookies.get(cookieName), state);
      if (login === undefined) return await answerStranger(exchange);
      const { nonce, codeVerifier, maxAgeSeconds } = login;
      const { redirectUri } = settings;
      const expected = { state, nonce, codeVerifier, maxAgeSeconds, redirectUri };
      const result = await authority.redeemCallback({ parameters: query, ...expected });
      const cleared = setCookies.clear(cookieName);
      if (result.status === 'signed_in') return await begin(exchange, result, login, cleared);
      if (result.status === 'refused') settings.log.warn({ code: 'sign_in_failed', reason: result.reason }, 'sign-in');
      return redirectToSignInError(settings, errorOf[result.status], [cleared]);
    },
  };

  /** Reload and back button lead here too, and then all is well. */
  async function answerStranger({ cookies }: Exchange): Promise<Response> {
    const secret = readSessionSecret(cookies.get(names.session));
    const session = secret && (await sessions.find(secret, false));
    return session === undefined ? redirectToSignInError(settings, 'expired') : respondRedirect('/');
  }

  async function begin(
    { cookies }: Exchange,
    { signedIn }: Extract<CodeResult, { status: 'signed_in' }>,
    login: LoginState,
    cleared: string,
  ): Promise<Response> {
    const { session, cookieValue } = await beginSession({
      signedIn,
      lifetime: settings.session,
      // They differ when another tab has signed in meanwhile: both sessions were this browser's.
      replaced: [cookies.get(names.session), login.previous].map(readSessionSecret),
    });
    return respondRedirect(login.returnTo, [
      setCookies.session(cookieValue, undefined),
      setCookies.csrf(createCsrfToken(session.secret)),
      cleared,
    ]);
  }
}
