import type { AuthorityParts } from '../authority.ts';
import type { ClientRegistry } from '../clients/registry.ts';
import type { Endpoint, FormExchange, RoutedExchange } from '../http/exchange.ts';
import type { HttpAnswer } from '../http/message.ts';
import { redirectSeeOther } from '../http/see-other.ts';
import type { SessionId } from '../ids.ts';
import { renderAccountPage } from '../pages/account-page.ts';
import type { AuthorityServices, SignedIn } from '../services.ts';
import { describeApplications } from './account-applications.ts';
import { findNotice, withNotice } from './notices.ts';

export interface AccountEndpointParts {
  readonly config: AuthorityParts['config'];
  readonly store: AuthorityParts['store'];
  readonly clock: AuthorityParts['clock'];
  readonly services: AuthorityServices;
  readonly registry: ClientRegistry;
}

type AccountForm = (exchange: RoutedExchange & FormExchange, signedIn: SignedIn) => Promise<HttpAnswer>;

/** The account page and its forms: who you are, where you are signed in, and how to end that (R3). */
export function createAccountEndpoints(parts: AccountEndpointParts): readonly Endpoint[] {
  const { store, services, registry } = parts;
  const { apis } = parts.config;

  const createForm = (path: string, act: AccountForm): Endpoint => ({
    path,
    method: 'POST',
    body: 'form',
    cors: 'none',
    answers: 'page',
    async handle(exchange) {
      services.requireTrustedForm(exchange);
      const signedIn = await services.browserSessions.read(exchange);
      return signedIn === undefined ? redirectSeeOther('/sign-in') : await act(exchange, signedIn);
    },
  });

  const show = async (exchange: RoutedExchange): Promise<HttpAnswer> => {
    const signedIn = await services.browserSessions.read(exchange);
    if (signedIn === undefined) return redirectSeeOther('/sign-in');
    const sessions = await store.listSessions(signedIn.user.userId);
    return renderAccountPage(services.pageTheme, {
      user: signedIn.user,
      sessions: sessions.map((session) => ({
        ...session,
        isCurrent: session.sessionId === signedIn.session.sessionId,
        applications: describeApplications(session.grants, { registry, apis }),
      })),
      nowMs: parts.clock.nowMs(),
      notice: findNotice(exchange.query, signedIn.user.roles),
    });
  };

  return [
    { path: '/account', method: 'GET', cors: 'none', answers: 'page', handle: show },

    createForm('/account/sessions/end', async (exchange, { user }) => {
      const sessionId = (exchange.form.get('session') ?? '') as SessionId;
      // Ended already, or somebody else's: either way there is nothing left to do, and nothing to tell.
      await store.endSession({ sessionId, userId: user.userId, reason: 'ended_by_user' }, exchange.audit);
      return redirectSeeOther(withNotice('/account', 'ended'));
    }),

    createForm('/account/sessions/end-others', async (exchange, { user, session }) => {
      const request = { userId: user.userId, exceptSessionId: session.sessionId, reason: 'ended_by_user' };
      await store.endSessions(request, exchange.audit);
      return redirectSeeOther(withNotice('/account', 'ended-others'));
    }),

    createForm('/account/sessions/end-all', async (exchange, { user }) => {
      await store.endSessions({ userId: user.userId, reason: 'ended_by_user' }, exchange.audit);
      const { setCookies } = await services.browserSessions.end(exchange, 'ended_by_user');
      return redirectSeeOther(withNotice('/sign-in', 'signed-out'), setCookies);
    }),

    createForm('/account/sign-out', async (exchange) => {
      const { setCookies } = await services.browserSessions.end(exchange, 'signed_out');
      return redirectSeeOther(withNotice('/sign-in', 'signed-out'), setCookies);
    }),
  ];
}
