import { parseJsonObject } from '@latchkey/tokens/json';
import type { ChallengeResult } from '../authority/challenge.ts';
import type { CodeResult } from '../authority/code-grant.ts';
import { isCookieValue } from '../cookies/set-cookies.ts';
import { createCsrfToken } from '../csrf/csrf-token.ts';
import { isSameOrigin } from '../csrf/same-origin.ts';
import type { Problem } from '../problems.ts';
import { isMediaType, readBodyText } from '../request-body.ts';
import { respondJson, respondProblem } from '../respond.ts';
import { describeSession } from '../session/describe-session.ts';
import { readSessionSecret } from '../session/session-secret.ts';
import { createRequestSecrets, describeRequest } from '../sign-in/authorization-request.ts';
import type { Endpoint, EndpointParts, Exchange } from './endpoint.ts';

interface SignInForm {
  readonly username: string;
  readonly password: string;
  readonly remember: boolean;
}

/** Longer ones are not the authority's. */
const maxDeviceLength = 1024;

/**
 * `POST /sign-in`: sign in with a form of the application's own. The password goes from here to the authority and nowhere
 * else; the browser gets a session, as from the authority's pages.
 *
 * JSON alone is taken, which no form of another site can send, and the request must say that it comes from here (L6): with
 * nobody signed in there is no CSRF token to ask for.
 */
export function createSignInEndpoint(parts: EndpointParts): Endpoint {
  const { settings, authority, beginSession, setCookies } = parts;
  const { names } = setCookies;

  return {
    path: '/sign-in',
    method: 'POST',
    async handle(exchange) {
      const { request } = exchange;
      if (!isSameOrigin(request.headers, 'sign-in', settings.origin))
        return respondProblem({ code: 'not_same_origin' });
      if (!isMediaType(request, 'application/json')) return respondProblem({ code: 'wrong_media_type' });
      const body = await readBodyText(request);
      if (!body.ok) return respondProblem(body.problem);
      const form = readForm(body.text);
      if (form === undefined) {
        const detail = 'Send username and password as texts, and remember as true or false or not at all.';
        return respondProblem({ code: 'bad_request', detail });
      }
      return await signIn(exchange, form);
    },
  };

  async function signIn(exchange: Exchange, form: SignInForm): Promise<Response> {
    const { nonce, codeVerifier } = createRequestSecrets();
    const challenge = await authority.challenge({
      ...form,
      device: readDevice(exchange),
      userAgent: exchange.request.headers.get('user-agent') ?? undefined,
      clientAddress: exchange.clientAddress,
      parameters: describeRequest(settings, { nonce, codeVerifier }),
      resources: settings.resources,
    });
    if (challenge.status !== 'code') return respondProblem(describeChallenge(challenge));
    const { code, device } = challenge;
    const result = await authority.redeemCode({ code, codeVerifier, nonce, maxAgeSeconds: undefined });
    if (result.status !== 'signed_in') return respondProblem(describeRedemption(result));
    return await begin(exchange, form, result, device);
  }

  async function begin(
    { cookies }: Exchange,
    { remember }: SignInForm,
    { signedIn }: Extract<CodeResult, { status: 'signed_in' }>,
    device: string | undefined,
  ): Promise<Response> {
    const lifetime = remember ? settings.rememberedSession : settings.session;
    const replaced = [readSessionSecret(cookies.get(names.session))];
    const { session, cookieValue } = await beginSession({ signedIn, lifetime, replaced });
    return respondJson(describeSession(session), [
      setCookies.session(cookieValue, remember ? lifetime.absoluteTtlMs / 1000 : undefined),
      setCookies.csrf(createCsrfToken(session.secret)),
      ...(isDevice(device) ? [setCookies.device(device)] : []),
    ]);
  }

  function readDevice({ cookies }: Exchange): string | undefined {
    const device = cookies.get(names.device);
    return isDevice(device) ? device : undefined;
  }

  function describeRedemption(result: Exclude<CodeResult, { status: 'signed_in' }>): Problem {
    // The password was right, so what does not hold is between the application and the authority.
    if (result.status === 'refused') settings.log.warn({ code: 'sign_in_failed', reason: result.reason }, 'sign-in');
    const retryAfterSeconds = result.status === 'unavailable' ? result.retryAfterSeconds : undefined;
    return { code: 'authority_unavailable', retryAfterSeconds };
  }
}

function describeChallenge(challenge: Exclude<ChallengeResult, { status: 'code' }>): Problem {
  switch (challenge.status) {
    case 'refused':
      return { code: 'sign_in_refused' };
    case 'elsewhere':
      return { code: 'sign_in_elsewhere' };
    case 'limited':
      return { code: 'too_many_sign_ins', retryAfterSeconds: challenge.retryAfterSeconds };
    case 'unavailable':
      return { code: 'authority_unavailable', retryAfterSeconds: challenge.retryAfterSeconds };
  }
}

function readForm(text: string): SignInForm | undefined {
  const { username, password, remember = false } = parseJsonObject(text) ?? {};
  if (typeof username !== 'string' || username === '') return undefined;
  if (typeof password !== 'string' || password === '') return undefined;
  return typeof remember === 'boolean' ? { username, password, remember } : undefined;
}

function isDevice(value: string | undefined): value is string {
  return value !== undefined && value !== '' && value.length <= maxDeviceLength && isCookieValue(value);
}
