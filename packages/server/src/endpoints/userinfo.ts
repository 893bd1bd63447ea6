import type { Endpoint, RoutedExchange } from '../http/exchange.ts';
import { answerJson, type HttpAnswer } from '../http/message.ts';
import { OAuthError } from '../http/oauth-error.ts';
import { collectPersonClaims } from '../mint/person-claims.ts';
import type { OwnApi } from '../services.ts';

const row = { path: '/userinfo', cors: 'clients', answers: 'json' } as const;

/** `GET` and `POST /userinfo`, OpenID Connect Core §5.3: what the token's scopes tell of its person, read afresh. */
export function createUserinfoEndpoints(ownApi: OwnApi): readonly Endpoint[] {
  async function answer(exchange: RoutedExchange): Promise<HttpAnswer> {
    const { user, scopes } = await ownApi.authenticate(exchange, 'openid');
    return answerJson({ sub: user.userId, ...collectPersonClaims(user, scopes) });
  }

  return [
    { ...row, method: 'GET', handle: answer },
    {
      ...row,
      method: 'POST',
      body: 'form',
      async handle(exchange) {
        // RFC 6750 §2.2 allows the body for clients that cannot set a header. One place to look is safer than two.
        if (exchange.form.has('access_token')) {
          throw new OAuthError(
            'invalid_request',
            'Send the access token in the Authorization header, not in the body.',
          );
        }
        return await answer(exchange);
      },
    },
  ];
}
