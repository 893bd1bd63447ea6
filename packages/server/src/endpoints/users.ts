import type { AuthenticateClient } from '../clients/authentication.ts';
import type { Endpoint, JsonExchange, RoutedExchange } from '../http/exchange.ts';
import { answerJson, type HttpAnswer } from '../http/message.ts';
import { OAuthError } from '../http/oauth-error.ts';
import type { AccountField } from '../users/new-account.ts';
import type { SignUp } from '../users/sign-up.ts';
import { readJsonParameters } from './json-parameters.ts';
import { describeTrouble } from './trouble.ts';

export interface UsersEndpointParts {
  readonly authenticateClient: AuthenticateClient;
  readonly signUp: SignUp;
}

/**
 * `POST /users`: sign-up by JSON for first-party apps that may create accounts. 202 whether or not user name and e-mail
 * were free: whoever chose them finds out by signing in.
 *
 * Does not ask whether sign-up is open: a configuration with a client that creates accounts has it open.
 */
export function createUsersEndpoints(parts: UsersEndpointParts): readonly Endpoint[] {
  return [
    {
      path: '/users',
      method: 'POST',
      body: 'json',
      cors: 'clients',
      answers: 'json',
      handle: (exchange) => createUser(parts, exchange),
    },
  ];
}

async function createUser(
  { authenticateClient, signUp }: UsersEndpointParts,
  exchange: RoutedExchange & JsonExchange,
): Promise<HttpAnswer> {
  const parameters = readJsonParameters(exchange.json);
  const client = await authenticateClient(exchange, parameters);
  if (!client.firstParty || !client.createsAccounts) {
    throw new OAuthError('unauthorized_client', 'This client may not create accounts.');
  }
  const read = (field: AccountField): string => parameters.values.get(field) ?? '';
  const form = { username: read('username'), email: read('email'), name: read('name'), password: read('password') };
  const result = await signUp(form, exchange.address, exchange.audit);
  if (result.status === 'accepted') return answerJson({}, { status: 202 });
  if (result.status === 'invalid') {
    const body = {
      error: 'invalid_request',
      error_description: result.problems.map(({ message }) => message).join(' '),
      problems: result.problems,
    };
    return answerJson(body, { status: 400 });
  }
  const { status, headers, problem } = describeTrouble(result);
  throw new OAuthError('temporarily_unavailable', problem.message, { status, headers });
}
