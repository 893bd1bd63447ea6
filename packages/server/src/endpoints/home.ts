import type { Endpoint } from '../http/exchange.ts';
import { redirectSeeOther } from '../http/see-other.ts';
import type { AuthorityServices } from '../services.ts';

/** `GET /`: to the account, or to where one signs in. */
export function createHomeEndpoints({ browserSessions }: AuthorityServices): readonly Endpoint[] {
  return [
    {
      path: '/',
      method: 'GET',
      cors: 'none',
      answers: 'page',
      async handle(exchange) {
        const signedIn = await browserSessions.read(exchange);
        return redirectSeeOther(signedIn === undefined ? '/sign-in' : '/account');
      },
    },
  ];
}
