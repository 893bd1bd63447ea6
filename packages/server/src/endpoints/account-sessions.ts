import type { AuthorityParts } from '../authority.ts';
import type { ClientRegistry } from '../clients/registry.ts';
import { createCookieNames } from '../http/cookies.ts';
import type { Endpoint, RoutedExchange } from '../http/exchange.ts';
import { answerEmpty, answerJson } from '../http/message.ts';
import { OAuthError } from '../http/oauth-error.ts';
import type { SessionId } from '../ids.ts';
import type { AuthorityServices, SignedIn } from '../services.ts';
import type { SessionOverview } from '../sessions/store.ts';

export interface AccountSessionsEndpointParts {
  readonly config: AuthorityParts['config'];
  readonly store: AuthorityParts['store'];
  readonly services: AuthorityServices;
  readonly registry: ClientRegistry;
}

/** Who calls, and whether a browser's cookie says so. */
interface Caller extends SignedIn {
  readonly byCookie: boolean;
}

/**
 * "My sessions" for programs (R3), with an access token of scope `account` or with the browser's session cookie (V8).
 * Times are seconds since the Unix epoch.
 */
export function createAccountSessionsEndpoints(parts: AccountSessionsEndpointParts): readonly Endpoint[] {
  const { store, services } = parts;
  const shape = { cors: 'clients', answers: 'json' } as const;
  return [
    {
      ...shape,
      path: '/account/sessions',
      method: 'GET',
      async handle(exchange) {
        const caller = await authenticate(parts, exchange);
        const sessions = await store.listSessions(caller.user.userId);
        return answerJson({ sessions: sessions.map((session) => describeSession(session, caller, parts.registry)) });
      },
    },
    {
      ...shape,
      path: '/account/sessions',
      method: 'DELETE',
      async handle(exchange) {
        const caller = await authenticate(parts, exchange);
        const keepsCurrent = readExcept(exchange);
        const ended = await store.endSessions(
          {
            userId: caller.user.userId,
            exceptSessionId: keepsCurrent ? caller.session.sessionId : undefined,
            reason: 'ended_by_user',
          },
          exchange.audit,
        );
        const setCookies = keepsCurrent ? [] : await forgetCookie(services, exchange, caller);
        return answerJson({ ended }, { setCookies });
      },
    },
    {
      ...shape,
      path: '/account/sessions/:sid',
      method: 'DELETE',
      async handle(exchange) {
        const caller = await authenticate(parts, exchange);
        const named = exchange.params['sid'] as SessionId | 'current' | undefined;
        const current = caller.session.sessionId;
        const sessionId = named === 'current' || named === undefined ? current : named;
        const request = { sessionId, userId: caller.user.userId, reason: 'ended_by_user' };
        const outcome = await store.endSession(request, exchange.audit);
        if (outcome === 'unknown') {
          throw new OAuthError('invalid_request', 'You have no such session; it may have ended already.', {
            status: 404,
          });
        }
        const setCookies = sessionId === current ? await forgetCookie(services, exchange, caller) : [];
        return answerEmpty(204, {}, setCookies);
      },
    },
  ];
}

/** A bearer token counts when one is there; a cookie that changes something must come from our own page. */
async function authenticate(
  { config, services }: AccountSessionsEndpointParts,
  exchange: RoutedExchange,
): Promise<Caller> {
  const hasCookie = exchange.cookies.has(createCookieNames(config.issuer).session);
  if (hasCookie && exchange.request.headers.get('authorization') === undefined) {
    if (exchange.method !== 'GET' && exchange.method !== 'HEAD') services.requireTrustedForm(exchange);
    const signedIn = await services.browserSessions.read(exchange);
    if (signedIn !== undefined) return { ...signedIn, byCookie: true };
    // The cookie's session is over: the answer is that of a call with no credentials at all.
  }
  return { ...(await services.ownApi.authenticate(exchange, 'account')), byCookie: false };
}

/** `?except=current` keeps the session that asks. Anything else there is a mistake that must not end sessions. */
function readExcept(exchange: RoutedExchange): boolean {
  const except = exchange.query.getAll('except');
  if (except.length === 0) return false;
  if (except.length === 1 && except[0] === 'current') return true;
  throw new OAuthError('invalid_request', 'The only thing to except is the current session: ?except=current.');
}

async function forgetCookie(
  { browserSessions }: AuthorityServices,
  exchange: RoutedExchange,
  caller: Caller,
): Promise<readonly string[]> {
  return caller.byCookie ? (await browserSessions.end(exchange, 'ended_by_user')).setCookies : [];
}

function describeSession(session: SessionOverview, caller: Caller, registry: ClientRegistry): object {
  return {
    session_id: session.sessionId,
    current: session.sessionId === caller.session.sessionId,
    auth_time: toSeconds(session.authenticatedAtMs),
    amr: session.amr,
    created_at: toSeconds(session.createdAtMs),
    last_used_at: toSeconds(session.lastUsedAtMs),
    remembered: session.remembered,
    address: session.address,
    user_agent: session.userAgent,
    grants: session.grants.map((grant) => ({
      client_id: grant.clientId,
      client_name: registry.find(grant.clientId)?.name,
      scope: grant.scopes.join(' '),
      created_at: toSeconds(grant.createdAtMs),
      last_used_at: toSeconds(grant.lastUsedAtMs),
    })),
  };
}

function toSeconds(atMs: number): number {
  return Math.floor(atMs / 1000);
}
