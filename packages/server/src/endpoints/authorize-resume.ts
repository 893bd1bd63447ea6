import type { AuthorityParts } from '../authority.ts';
import type { Endpoint } from '../http/exchange.ts';
import { OAuthError } from '../http/oauth-error.ts';
import { readSingleValue } from '../http/oauth-parameters.ts';
import type { AuthorityServices } from '../services.ts';
import { createAuthorizationAnswer } from './authorization-answer.ts';

/**
 * `GET /authorize/resume`: an authorization request goes on after a page. Everything is judged again, since the
 * configuration or the person may have changed meanwhile; only the time it began is remembered.
 */
export function createAuthorizeResumeEndpoint(parts: AuthorityParts, services: AuthorityServices): Endpoint {
  const answer = createAuthorizationAnswer(parts, services);
  return {
    method: 'GET',
    path: '/authorize/resume',
    cors: 'none',
    answers: 'page',
    async handle(exchange) {
      const sealed = readSingleValue(exchange.query, 'interaction') ?? '';
      const interaction = services.interactions.open(exchange, 'authorize', sealed);
      if (interaction === undefined) {
        throw new OAuthError(
          'invalid_request',
          'This sign-in took too long or began in another browser. Go back to the application and sign in from there again.',
        );
      }
      const parsed = services.authorization.parse(interaction.parameters);
      if ('redirect' in parsed) return parsed.redirect;
      return await answer(exchange, {
        request: parsed.request,
        startedAtMs: interaction.startedAtMs,
        // The same again: a new one would forget when the request began, and the person would be asked without end.
        wait: () => ({ sealed, setCookies: [] }),
      });
    },
  };
}
