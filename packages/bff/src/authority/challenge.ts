import { parseJsonObject } from '@latchkey/tokens/json';
import * as oauth from 'oauth4webapi';
import type { AuthorityCall, AuthorityConnection } from './connection.ts';
import { createFault, parseRetryAfter } from './failure.ts';

/** A sign-in by the application's own form. */
export interface ChallengeRequest {
  readonly username: string;
  readonly password: string;
  readonly remember: boolean;
  /** What the authority gave this browser the last time. */
  readonly device: string | undefined;
  readonly userAgent: string | undefined;
  /** Whose tries are counted; undefined when it is not known. */
  readonly clientAddress: string | undefined;
  /** Parameters of the authorization request: scope, nonce, code challenge. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly resources: readonly string[];
}

export type ChallengeResult =
  | { readonly status: 'code'; readonly code: string; readonly device: string | undefined }
  /** User name or password is wrong. */
  | { readonly status: 'refused' }
  /** The authority wants to see the person on its own pages. */
  | { readonly status: 'elsewhere' }
  | { readonly status: 'limited'; readonly retryAfterSeconds: number | undefined }
  | { readonly status: 'unavailable'; readonly retryAfterSeconds: number | undefined };

/** Never rejects. */
export type Challenge = (request: ChallengeRequest) => Promise<ChallengeResult>;

/** Errors that no other password would change. */
const elsewhereErrors: ReadonlySet<unknown> = new Set(['redirect_to_web', 'insufficient_authorization']);

/**
 * Sign a person in with what the application's own form asked, server to server, for a PKCE-bound code.
 *
 * @see draft-ietf-oauth-first-party-apps §4 and §5; the request is JSON, as Latchkey's authority takes it.
 */
export function createChallenge(connection: AuthorityConnection): Challenge {
  return async (request) => {
    const attempt = await connection.attempt('challenge', (call) => send(call, request));
    if (attempt.ok) return attempt.value;
    return { status: 'unavailable', retryAfterSeconds: attempt.failure.retryAfterSeconds };
  };
}

async function send(call: AuthorityCall, request: ChallengeRequest): Promise<ChallengeResult> {
  const { server, client, authentication, options } = call;
  const address = server['authorization_challenge_endpoint'];
  // Metadata has been checked, so whatever is there is an address that may be used.
  if (typeof address !== 'string') throw createFault('NoChallengeEndpointError');
  const headers = new Headers({ accept: 'application/json' });
  const { username, password, device } = request;
  const body = new URLSearchParams({ ...request.parameters, client_id: client.client_id, username, password });
  if (device !== undefined) body.set('device', device);
  if (request.remember) body.set('remember', 'true');
  await authentication(server, client, body, headers);
  // After the library, which speaks of forms.
  headers.set('content-type', 'application/json');
  if (request.userAgent !== undefined) headers.set('user-agent', request.userAgent);
  if (request.clientAddress !== undefined) headers.set('x-forwarded-for', request.clientAddress);
  const members = {
    ...Object.fromEntries(body),
    ...(request.resources.length > 0 ? { resource: request.resources } : {}),
  };
  const response = await options[oauth.customFetch](address, {
    method: 'POST',
    headers,
    body: JSON.stringify(members),
    redirect: 'manual',
    signal: options.signal,
  });
  return judgeAnswer(response, parseJsonObject(await response.text()) ?? {});
}

function judgeAnswer(response: Response, answer: Readonly<Record<string, unknown>>): ChallengeResult {
  const { authorization_code: code, device, error } = answer;
  const retryAfterSeconds = parseRetryAfter(response.headers.get('retry-after'));
  if (response.status === 200 && typeof code === 'string') {
    return { status: 'code', code, device: typeof device === 'string' ? device : undefined };
  }
  if (response.status === 429) return { status: 'limited', retryAfterSeconds };
  if (response.status >= 400 && response.status < 500) {
    if (error === 'access_denied') return { status: 'refused' };
    if (elsewhereErrors.has(error)) return { status: 'elsewhere' };
  }
  if (response.status === 503) return { status: 'unavailable', retryAfterSeconds };
  throw createFault(`ChallengeStatus${response.status}Error`);
}
