import type { AuthorityParts } from '../authority.ts';
import { appendQuery } from '../authorize/redirect.ts';
import type { ClientRegistry } from '../clients/registry.ts';
import type { Endpoint, RoutedExchange } from '../http/exchange.ts';
import { OAuthError } from '../http/oauth-error.ts';
import { readSingleValue } from '../http/oauth-parameters.ts';
import { requireTrustedForm } from '../http/same-site-form.ts';
import { redirectSeeOther } from '../http/see-other.ts';
import { createIdTokenHintReader } from '../mint/id-token-hint.ts';
import { toFormTarget } from '../pages/form-target.ts';
import { renderSignedOutPage, renderSignOutPage } from '../pages/sign-out-page.ts';
import type { AuthorityServices, SignedIn } from '../services.ts';
import { judgeLogoutRequest, type LogoutRequest } from './logout-request.ts';

const row = { path: '/logout', cors: 'none', answers: 'page' } as const;

/**
 * `GET` and `POST /logout`, OpenID Connect RP-Initiated Logout 1.0: end the browser's session and, with it, every grant
 * and token under it.
 *
 * At once only when an ID token names this very session, which its application alone has; any other site can send a
 * browser here too, so otherwise the person is asked, on a page whose form only works from here.
 */
export function createLogoutEndpoints(
  parts: AuthorityParts,
  services: AuthorityServices,
  clients: ClientRegistry,
): readonly Endpoint[] {
  const { browserSessions, interactions } = services;
  const context = { clients, readIdTokenHint: createIdTokenHintReader(parts) };

  async function answer(exchange: RoutedExchange, source: URLSearchParams, signedIn?: SignedIn): Promise<Response> {
    const request = judgeLogoutRequest(source, context);
    if (signedIn === undefined) return finish(request, []);
    return namesSession(request, signedIn) ? await end(exchange, request) : confirm(exchange, request, source);
  }

  function confirm(exchange: RoutedExchange, request: LogoutRequest, source: URLSearchParams): Response {
    const { sealed, setCookies } = interactions.begin(exchange, 'logout', source);
    return renderSignOutPage({
      sealed,
      clientName: request.client?.name,
      formTargets: request.returnTo === undefined ? [] : [toFormTarget(request.returnTo)],
      setCookies,
    });
  }

  async function end(exchange: RoutedExchange, request: LogoutRequest): Promise<Response> {
    const { setCookies } = await browserSessions.end(exchange, 'signed_out');
    return finish(request, setCookies);
  }

  async function endConfirmed(exchange: RoutedExchange, sealed: string): Promise<Response> {
    requireTrustedForm(exchange, parts.config.issuer);
    const interaction = interactions.open(exchange, 'logout', sealed);
    if (interaction === undefined) {
      throw new OAuthError('invalid_request', 'This page was open for too long; sign out again.');
    }
    return await end(exchange, judgeLogoutRequest(interaction.parameters, context));
  }

  return [
    {
      ...row,
      method: 'GET',
      handle: async (exchange) => await answer(exchange, exchange.query, await browserSessions.read(exchange)),
    },
    {
      ...row,
      method: 'POST',
      body: 'form',
      async handle(exchange) {
        const sealed = readSingleValue(exchange.form, 'interaction');
        if (sealed !== undefined) return await endConfirmed(exchange, sealed);
        const signedIn = await browserSessions.read(exchange);
        if (signedIn !== undefined) return await answer(exchange, exchange.form, signedIn);
        // A form on the application's site brings no SameSite=Lax cookie; the same request as a navigation does.
        judgeLogoutRequest(exchange.form, context);
        return redirectSeeOther(appendQuery(row.path, exchange.form));
      },
    },
  ];
}

function namesSession({ hint }: LogoutRequest, { session, user }: SignedIn): boolean {
  return hint !== undefined && hint.sessionId === session.sessionId && hint.userId === user.userId;
}

function finish({ returnTo, state }: LogoutRequest, setCookies: readonly string[]): Response {
  if (returnTo === undefined) return renderSignedOutPage({ setCookies });
  return redirectSeeOther(appendQuery(returnTo, new URLSearchParams(state === undefined ? {} : { state })), setCookies);
}
