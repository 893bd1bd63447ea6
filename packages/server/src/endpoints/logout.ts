import type { AuthorityParts } from '../authority.ts';
import { appendQuery } from '../authorize/redirect.ts';
import type { ClientRegistry } from '../clients/registry.ts';
import type { Endpoint, RoutedExchange } from '../http/exchange.ts';
import type { HttpAnswer } from '../http/message.ts';
import { OAuthError } from '../http/oauth-error.ts';
import { readSingleValue } from '../http/oauth-parameters.ts';
import { redirectSeeOther } from '../http/see-other.ts';
import { createIdTokenHintReader } from '../mint/id-token-hint.ts';
import { toFormTarget } from '../pages/form-target.ts';
import { renderSignedOutPage, renderSignOutPage } from '../pages/sign-out-page.ts';
import type { AuthorityServices, SignedIn } from '../services.ts';
import { redirectAsNavigation } from './as-navigation.ts';
import { judgeLogoutRequest, type LogoutRequest } from './logout-request.ts';

const row = { path: '/logout', cors: 'none', answers: 'page' } as const;

/**
 * `GET` and `POST /logout`, OpenID Connect RP-Initiated Logout 1.0: end the browser's session and, with it, every grant
 * and token under it.
 *
 * At once only for an application that shows it took part in this very session: by an ID token that names it, or by its
 * own `client_id` with the session's id (`sid`) as `logout_hint`. Any other site can send a browser here too, so otherwise
 * the person is asked, on a page whose form only works from here.
 *
 * The `sid` is no secret of one party: it is random, and stands in the tokens of the session alone, so the person, its
 * applications and the APIs they call know it. Whoever of those gives it away lets others end this one session, and
 * nothing else; in exchange no token has to travel in a URL.
 */
export function createLogoutEndpoints(
  parts: AuthorityParts,
  services: AuthorityServices,
  clients: ClientRegistry,
): readonly Endpoint[] {
  const { browserSessions, interactions, pageTheme } = services;
  const context = { clients, readIdTokenHint: createIdTokenHintReader(parts) };

  async function answer(exchange: RoutedExchange, source: URLSearchParams, signedIn?: SignedIn): Promise<HttpAnswer> {
    const request = judgeLogoutRequest(source, context);
    if (signedIn === undefined) return finish(request, []);
    const isAtOnce = namesSession(request, signedIn) || (await hintsAtSession(request, signedIn));
    return isAtOnce ? await end(exchange, request) : confirm(exchange, request, source);
  }

  async function hintsAtSession({ logoutHint }: LogoutRequest, { session }: SignedIn): Promise<boolean> {
    // Compared first: only this browser's own session is ever asked about.
    return logoutHint?.sessionId === session.sessionId && (await parts.store.hasHadGrant(logoutHint));
  }

  function confirm(exchange: RoutedExchange, request: LogoutRequest, source: URLSearchParams): HttpAnswer {
    const { sealed, setCookies } = interactions.begin(exchange, 'logout', source);
    return renderSignOutPage(pageTheme, {
      sealed,
      clientName: request.client?.name,
      formTargets: request.returnTo === undefined ? [] : [toFormTarget(request.returnTo)],
      setCookies,
    });
  }

  async function end(exchange: RoutedExchange, request: LogoutRequest): Promise<HttpAnswer> {
    const { setCookies } = await browserSessions.end(exchange, 'signed_out');
    return finish(request, setCookies);
  }

  function finish({ returnTo, state }: LogoutRequest, setCookies: readonly string[]): HttpAnswer {
    if (returnTo === undefined) return renderSignedOutPage(pageTheme, { setCookies });
    const query = new URLSearchParams(state === undefined ? {} : { state });
    return redirectSeeOther(appendQuery(returnTo, query), setCookies);
  }

  async function endConfirmed(exchange: RoutedExchange, sealed: string): Promise<HttpAnswer> {
    services.requireTrustedForm(exchange);
    const interaction = interactions.open(exchange, 'logout', sealed);
    if (interaction === undefined) {
      throw new OAuthError(
        'invalid_request',
        'This page was open for too long, and you are still signed in. To sign out, go to the start page and do it there.',
      );
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
        judgeLogoutRequest(exchange.form, context);
        return redirectAsNavigation(row.path, exchange.form);
      },
    },
  ];
}

/** By an ID token. */
function namesSession({ hint }: LogoutRequest, { session, user }: SignedIn): boolean {
  return hint !== undefined && hint.sessionId === session.sessionId && hint.userId === user.userId;
}
