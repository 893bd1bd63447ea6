import type { AuthorityParts } from '../authority.ts';
import { describeScopes } from '../consents/scope-sentences.ts';
import type { Endpoint, FormExchange, RoutedExchange } from '../http/exchange.ts';
import type { HttpAnswer } from '../http/message.ts';
import { OAuthError } from '../http/oauth-error.ts';
import { redirectSeeOther } from '../http/see-other.ts';
import { renderConsentPage } from '../pages/consent-page.ts';
import { describeRedirectHost } from '../pages/form-target.ts';
import type { AuthorityServices } from '../services.ts';
import { openPendingRequest, type PendingRequest, withInteraction } from './pending-request.ts';

export interface ConsentEndpointParts {
  readonly config: AuthorityParts['config'];
  readonly store: AuthorityParts['store'];
  readonly services: AuthorityServices;
}

const row = { path: '/consent', cors: 'none', answers: 'page' } as const;

/** The consent page: shows a person what an application asks for, and takes the answer. */
export function createConsentEndpoints(parts: ConsentEndpointParts): readonly Endpoint[] {
  return [
    { ...row, method: 'GET', handle: (exchange) => show(parts, exchange) },
    { ...row, method: 'POST', body: 'form', handle: (exchange) => submit(parts, exchange) },
  ];
}

async function show(parts: ConsentEndpointParts, exchange: RoutedExchange): Promise<HttpAnswer> {
  const { sealed, request, formTargets } = requirePending(parts, exchange, exchange.query.get('interaction'));
  const signedIn = await parts.services.browserSessions.read(exchange);
  if (signedIn === undefined) return redirectSeeOther(withInteraction('/sign-in', sealed));
  return renderConsentPage(parts.services.pageTheme, {
    clientName: request.client.name,
    firstParty: request.client.firstParty,
    redirectHost: request.redirectUri === undefined ? undefined : describeRedirectHost(request.redirectUri),
    user: signedIn.user,
    groups: describeScopes(request, parts.config.apis),
    interaction: sealed,
    formTargets,
  });
}

async function submit(parts: ConsentEndpointParts, exchange: RoutedExchange & FormExchange): Promise<HttpAnswer> {
  const { services, store } = parts;
  services.requireTrustedForm(exchange);
  const { sealed, request } = requirePending(parts, exchange, exchange.form.get('interaction'));
  const signedIn = await services.browserSessions.read(exchange);
  if (signedIn === undefined) return redirectSeeOther(withInteraction('/sign-in', sealed));
  // Somebody else signed in, in another tab, after the page was shown: they must see it themselves.
  if (exchange.form.get('user') !== signedIn.user.userId) {
    return redirectSeeOther(withInteraction('/consent', sealed));
  }
  const decision = exchange.form.get('decision');
  if (decision === 'deny') return services.authorization.refuse(request, 'access_denied', 'The person said no.');
  if (decision !== 'allow') {
    throw new OAuthError('invalid_request', 'Neither Allow nor Deny was chosen. Go back and choose one.');
  }
  const { client, scopes, resources } = request;
  const { userId } = signedIn.user;
  await store.recordConsent({ userId, clientId: client.clientId, scopes, resources }, exchange.audit);
  return redirectSeeOther(withInteraction('/authorize/resume', sealed));
}

function requirePending(parts: ConsentEndpointParts, exchange: RoutedExchange, sealed: string | null): PendingRequest {
  const pending = openPendingRequest(parts.services, exchange, sealed);
  if (pending !== undefined) return pending;
  throw new OAuthError(
    'invalid_request',
    'No application asks for anything here. Start from the application that sent you.',
  );
}
