import type { AuthorityParts } from '../authority.ts';
import { decidePerson, needsConsent } from '../authorize/decision.ts';
import { redirectToClient } from '../authorize/redirect.ts';
import type { RoutedExchange } from '../http/exchange.ts';
import type { HttpAnswer } from '../http/message.ts';
import { OAuthError } from '../http/oauth-error.ts';
import { redirectSeeOther } from '../http/see-other.ts';
import { createApiCatalogue } from '../mint/api-catalogue.ts';
import type { AuthorityServices, AuthorizationRequest, SignedIn } from '../services.ts';
import { withInteraction } from './pending-request.ts';

/** An authorization request that passed its checks, and how to come back to it. */
export interface PendingAuthorization {
  readonly request: AuthorizationRequest;
  readonly startedAtMs: number;
  /** Seals the request for the time a person needs; called only when a page must be shown. */
  wait(): { readonly sealed: string; readonly setCookies: readonly string[] };
}

/** Decides and renders: a code, an error for the client, or the way to a page. */
export type AnswerAuthorization = (exchange: RoutedExchange, pending: PendingAuthorization) => Promise<HttpAnswer>;

export function createAuthorizationAnswer(parts: AuthorityParts, services: AuthorityServices): AnswerAuthorization {
  const { authorization, browserSessions } = services;
  const { store, clock } = parts;
  const { issuer } = parts.config;
  const catalogue = createApiCatalogue(parts.config);

  function sendTo(page: '/sign-in' | '/consent', pending: PendingAuthorization): HttpAnswer {
    const { sealed, setCookies } = pending.wait();
    return redirectSeeOther(withInteraction(page, sealed), setCookies);
  }

  async function sendCode(request: AuthorizationRequest, signedIn: SignedIn): Promise<HttpAnswer> {
    let code: string;
    try {
      code = await authorization.issueCode(request, signedIn);
    } catch (error) {
      if (error instanceof OAuthError && error.code === 'access_denied') {
        return authorization.refuse(request, 'access_denied', error.message);
      }
      throw error;
    }
    return redirectToClient(requireRedirectUri(request), issuer, { code, state: request.state });
  }

  return async (exchange, pending) => {
    const { request, startedAtMs } = pending;
    const signedIn = await browserSessions.read(exchange);
    const decision = decidePerson({ request, signedIn, startedAtMs, nowMs: clock.nowMs() });
    if (decision.next === 'sign_in') return sendTo('/sign-in', pending);
    if (decision.next === 'refuse') return authorization.refuse(request, 'login_required', decision.description);
    const { user } = decision.signedIn;
    const consent = await store.findConsent(user.userId, request.client.clientId);
    if (!needsConsent(request, consent, startedAtMs, catalogue)) return await sendCode(request, decision.signedIn);
    if (!request.prompt.has('none')) return sendTo('/consent', pending);
    return authorization.refuse(
      request,
      'consent_required',
      'The person must consent, and prompt=none forbids asking.',
    );
  };
}

function requireRedirectUri(request: AuthorizationRequest): string {
  if (request.redirectUri === undefined) throw new OAuthError('server_error', 'The request has nowhere to return to.');
  return request.redirectUri;
}
