import { randomBytes } from 'node:crypto';
import { encodeBase64url } from '@latchkey/tokens/base64url';
import { computeS256Challenge } from '@latchkey/tokens/pkce';
import type { BffSettings } from '../options.ts';

/** The secrets of one sign-in. */
export interface RequestSecrets {
  /** Ties the answer to this browser. */
  readonly state: string;
  /** Ties the ID token to this request. */
  readonly nonce: string;
  /** Ties the code to this application. */
  readonly codeVerifier: string;
}

/** Fresh ones, of 256 random bits each. */
export function createRequestSecrets(): RequestSecrets {
  const [state, nonce, codeVerifier] = [createSecret(), createSecret(), createSecret()];
  return { state, nonce, codeVerifier };
}

function createSecret(): string {
  return encodeBase64url(randomBytes(32));
}

/** What every sign-in asks for, by browser or by form; without `resource`, which may repeat. */
export function describeRequest(
  settings: Pick<BffSettings, 'scopes'>,
  { nonce, codeVerifier }: Pick<RequestSecrets, 'nonce' | 'codeVerifier'>,
): Readonly<Record<string, string>> {
  return {
    scope: settings.scopes.join(' '),
    nonce,
    code_challenge: computeS256Challenge(codeVerifier),
    code_challenge_method: 'S256',
  };
}

/** What the page that sends the browser to sign in may choose. */
export interface LoginWishes {
  readonly prompt: string | undefined;
  readonly maxAgeSeconds: number | undefined;
}

const prompts: ReadonlySet<string> = new Set(['login', 'select_account', 'consent']);

/**
 * The wishes in a query. Undefined for a value that means nothing: a page that asks for a fresh sign-in must not get an old
 * one because of a slip.
 *
 * @see OpenID Connect Core §3.1.2.1
 */
export function readLoginWishes(query: URLSearchParams): LoginWishes | undefined {
  const [prompt, maxAge] = [query.get('prompt') ?? undefined, query.get('max_age') ?? undefined];
  if (prompt !== undefined && !prompts.has(prompt)) return undefined;
  if (maxAge !== undefined && !/^\d{1,9}$/.test(maxAge)) return undefined;
  return { prompt, maxAgeSeconds: maxAge === undefined ? undefined : Number(maxAge) };
}

/**
 * The query of the authorization request: code, PKCE with S256, `state` and `nonce`.
 *
 * @see RFC 6749 §4.1.1, RFC 7636 §4.3, RFC 8707 §2.1
 */
export function createAuthorizationQuery(
  settings: Pick<BffSettings, 'clientId' | 'redirectUri' | 'scopes' | 'resources'>,
  secrets: RequestSecrets,
  { prompt, maxAgeSeconds }: LoginWishes,
): URLSearchParams {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: settings.clientId,
    redirect_uri: settings.redirectUri,
    state: secrets.state,
    ...describeRequest(settings, secrets),
  });
  for (const resource of settings.resources) query.append('resource', resource);
  if (prompt !== undefined) query.set('prompt', prompt);
  if (maxAgeSeconds !== undefined) query.set('max_age', String(maxAgeSeconds));
  return query;
}
