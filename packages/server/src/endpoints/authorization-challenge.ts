import type { AuthorityParts } from '../authority.ts';
import type { AuthenticateClient } from '../clients/authentication.ts';
import type { ClientConfig } from '../config/config.ts';
import type { Endpoint, JsonExchange, RoutedExchange } from '../http/exchange.ts';
import { answerJson, type HttpAnswer } from '../http/message.ts';
import { OAuthError } from '../http/oauth-error.ts';
import type { OAuthParameters } from '../http/oauth-parameters.ts';
import type { AuthorityServices, SignedIn } from '../services.ts';
import { startSession } from '../sessions/session-start.ts';
import type { DeviceCookies } from '../sign-in/device-cookie.ts';
import type { PasswordSignIn } from '../sign-in/password-sign-in.ts';
import { readJsonParameters } from './json-parameters.ts';
import { describeTrouble } from './trouble.ts';

export interface AuthorizationChallengeParts {
  readonly config: AuthorityParts['config'];
  readonly store: AuthorityParts['store'];
  readonly services: AuthorityServices;
  readonly authenticateClient: AuthenticateClient;
  readonly signInByPassword: PasswordSignIn;
  readonly deviceCookies: DeviceCookies;
}

/** What stays here; everything else is the authorization request. */
const ownNames: ReadonlySet<string> = new Set(['username', 'password', 'client_secret', 'remember', 'device']);

/**
 * `POST /authorize/challenge`: sign-in by JSON for first-party apps that draw their own form (L1). Answers a PKCE-bound
 * authorization code to redeem at the token endpoint; never tokens, never cookies, so a foreign page that posts here
 * signs nobody in.
 *
 * - `remember`: `"true"` when the person asked to stay signed in; the lifetimes of such a session hold. Default: no.
 * - `device`: what the last successful answer on this device had under that name, so that a lock which somebody else
 *   provoked does not hold on the device of the account's owner (L2). A malformed or forged one counts as an unknown
 *   device. The answer has the value to keep from now on, for at most 400 days; it opens nothing by itself.
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
): Promise<HttpAnswer> {
  const parameters = readJsonParameters(exchange.json);
  const client = await parts.authenticateClient(exchange, parameters);
  const request = parts.services.authorization.parseChallenge(toAuthorizationParameters(parameters, client));
  requireNoWebFlow(parameters);
  const form = readSignInForm(parameters);
  const signedIn = await signIn(parts, exchange, client, form);
  const code = await parts.services.authorization.issueCode(request, signedIn);
  const device = parts.deviceCookies.rememberInValue(form.device, signedIn.user.userId);
  return answerJson({ authorization_code: code, device });
}

interface SignInForm {
  readonly username: string;
  readonly password: string;
  readonly remember: boolean;
  readonly device: string | undefined;
}

function readSignInForm({ values }: OAuthParameters): SignInForm {
  const username = values.get('username');
  const password = values.get('password');
  if (username === undefined || password === undefined) {
    throw new OAuthError('invalid_request', 'Send username and password.');
  }
  return { username, password, remember: values.get('remember') === 'true', device: values.get('device') };
}

/** What a person must be shown, or judged by, elsewhere: the app opens a browser instead, draft §5.2.2. */
function requireNoWebFlow({ values }: OAuthParameters): void {
  const prompt = values.get('prompt') ?? 'login';
  if (prompt === 'login' && !values.has('id_token_hint')) return;
  throw new OAuthError('redirect_to_web', 'This request needs the authorization endpoint, in a browser.');
}

function toAuthorizationParameters(parameters: OAuthParameters, client: ClientConfig): URLSearchParams {
  const search = new URLSearchParams();
  for (const [name, value] of parameters.values) if (!ownNames.has(name)) search.set(name, value);
  // Named by `Authorization: Basic` alone, perhaps.
  search.set('client_id', client.clientId);
  for (const resource of parameters.resources) search.append('resource', resource);
  return search;
}

async function signIn(
  parts: AuthorizationChallengeParts,
  exchange: RoutedExchange,
  client: ClientConfig,
  form: SignInForm,
): Promise<SignedIn> {
  const result = await parts.signInByPassword(
    {
      identifier: form.username,
      password: form.password,
      device: parts.deviceCookies.readValue(form.device),
      address: exchange.address,
      clientId: client.clientId,
    },
    exchange.audit,
  );
  if (result.status === 'refused') throw createRefusal();
  if (result.status !== 'signed_in') {
    const { status, headers, problem } = describeTrouble(result);
    throw new OAuthError('temporarily_unavailable', problem.message, { status, headers });
  }
  const { userId, amr, passwordVersion } = result;
  const proof = { userId, amr, passwordVersion, remembered: form.remember };
  const session = await startSession(parts, proof, undefined, exchange.audit);
  const found = session && (await parts.store.findSession(session.sessionId));
  // Made inactive, or the password changed, in this very moment: the same as before it.
  if (found === undefined) throw createRefusal();
  return found;
}

function createRefusal(): OAuthError {
  return new OAuthError('access_denied', 'User name or password is wrong.', { status: 403 });
}
