import type { AuthorityParts } from '../authority.ts';
import type { Endpoint, RoutedExchange } from '../http/exchange.ts';
import type { HttpAnswer } from '../http/message.ts';
import type { AuthorityServices } from '../services.ts';
import { redirectAsNavigation } from './as-navigation.ts';
import { createAuthorizationAnswer } from './authorization-answer.ts';

const row = { path: '/authorize', cors: 'none', answers: 'page' } as const;

/**
 * `GET` and `POST /authorize`, RFC 6749 §3.1 and OpenID Connect Core §3.1.2.1: judge the request, find the person, and
 * answer, or send them to sign in or consent.
 */
export function createAuthorizeEndpoints(parts: AuthorityParts, services: AuthorityServices): readonly Endpoint[] {
  const { authorization, browserSessions, interactions } = services;
  const answer = createAuthorizationAnswer(parts, services);

  async function begin(exchange: RoutedExchange, parameters: URLSearchParams): Promise<HttpAnswer> {
    const parsed = authorization.parse(parameters);
    if ('redirect' in parsed) return parsed.redirect;
    return await answer(exchange, {
      request: parsed.request,
      startedAtMs: parts.clock.nowMs(),
      wait: () => interactions.begin(exchange, 'authorize', parameters),
    });
  }

  return [
    { ...row, method: 'GET', handle: (exchange) => begin(exchange, exchange.query) },
    {
      ...row,
      method: 'POST',
      body: 'form',
      async handle(exchange) {
        if ((await browserSessions.read(exchange)) !== undefined) return await begin(exchange, exchange.form);
        const parsed = authorization.parse(exchange.form);
        return 'redirect' in parsed ? parsed.redirect : redirectAsNavigation(row.path, exchange.form);
      },
    },
  ];
}
