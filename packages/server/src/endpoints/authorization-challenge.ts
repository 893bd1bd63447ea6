import type { AuthorityParts } from '../authority.ts';
import type { AuthenticateClient } from '../clients/authentication.ts';
import type { ClientConfig } from '../config/config.ts';
import type { Endpoint, JsonExchange, RoutedExchange } from '../http/exchange.ts';
import { OAuthError } from '../http/oauth-error.ts';
import type { OAuthParameters } from '../http/oauth-parameters.ts';
import type { AuthorityServices, SignedIn } from '../services.ts';
import { startSession } from '../sessions/session-start.ts';
import { unknownDevice } from '../sign-in/device-cookie.ts';
import type { PasswordSignIn } from '../sign-in/password-sign-in.ts';
import { readJsonParameters } from './json-parameters.ts';
import { describeTrouble } from './trouble.ts';

export interface AuthorizationChallengeParts {
  readonly config: AuthorityParts['config'];
  readonly store: AuthorityParts['store'];
  readonly services: AuthorityServices;
  readonly authenticateClient: AuthenticateClient;
  readonly signInByPassword: PasswordSignIn;
}

/** What stays here; everything else is the authorization request. */
const credentialNames: ReadonlySet<string> = new Set(['username', 'password', 'client_secret']);

/**
 * `POST /authorize/challenge`: sign-in by JSON for first-party apps that draw their own form (L1). Answers a PKCE-bound
 * authorization code to redeem at the token endpoint; never tokens, never cookies, so a foreign page that posts here
 * signs nobody in.
 *
 * @see draft-ietf-oauth-first-party-apps §4 and §5; unlike there the request is `application/json` only, which no HTML form
 *   can send.
 */
export function createAuthorizationChallengeEndpoints(parts: AuthorizationChallengeParts): readonly Endpoint[] {
  return [
    {
      path: '/authorize/challenge',
      method: 'POST',
      body: 'json',
      cors: 'clients',
      answers: 'json',
      handle: (exchange) => answerChallenge(parts, exchange),
    },
  ];
}

async function answerChallenge(
  parts: AuthorizationChallengeParts,
  exchange: RoutedExchange & JsonExchange,
): Promise<Response> {
  const parameters = readJsonParameters(exchange.json);
  const client = await parts.authenticateClient(exchange, parameters);
  const request = parts.services.authorization.parseChallenge(toAuthorizationParameters(parameters, client));
  requireNoWebFlow(parameters);
  const username = parameters.values.get('username');
  const password = parameters.values.get('password');
  if (username === undefined || password === undefined) {
    throw new OAuthError('invalid_request', 'Send username and password.');
  }
  const signedIn = await signIn(parts, exchange, client, { username, password });
  const code = await parts.services.authorization.issueCode(request, signedIn);
  return Response.json({ authorization_code: code });
}

/** What a person must be shown, or judged by, elsewhere: the app opens a browser instead, draft §5.2.2. */
function requireNoWebFlow({ values }: OAuthParameters): void {
  const prompt = values.get('prompt') ?? 'login';
  if (prompt === 'login' && !values.has('id_token_hint')) return;
  throw new OAuthError('redirect_to_web', 'This request needs the authorization endpoint, in a browser.');
}

function toAuthorizationParameters(parameters: OAuthParameters, client: ClientConfig): URLSearchParams {
  const search = new URLSearchParams();
  for (const [name, value] of parameters.values) if (!credentialNames.has(name)) search.set(name, value);
  // Named by `Authorization: Basic` alone, perhaps.
  search.set('client_id', client.clientId);
  for (const resource of parameters.resources) search.append('resource', resource);
  return search;
}

async function signIn(
  parts: AuthorizationChallengeParts,
  exchange: RoutedExchange,
  client: ClientConfig,
  { username, password }: { readonly username: string; readonly password: string },
): Promise<SignedIn> {
  const result = await parts.signInByPassword(
    { identifier: username, password, device: unknownDevice, address: exchange.address, clientId: client.clientId },
    exchange.audit,
  );
  if (result.status === 'refused') throw createRefusal();
  if (result.status !== 'signed_in') {
    const { status, headers, problem } = describeTrouble(result);
    throw new OAuthError('temporarily_unavailable', problem.message, { status, headers });
  }
  const proof = { userId: result.userId, amr: result.amr, remembered: false };
  const session = await startSession(parts, proof, undefined, exchange.audit);
  const found = session && (await parts.store.findSession(session.sessionId));
  if (found === undefined) throw createRefusal();
  return found;
}

function createRefusal(): OAuthError {
  return new OAuthError('access_denied', 'User name or password is wrong.', { status: 403 });
}
