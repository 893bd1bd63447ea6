import * as oauth from 'oauth4webapi';
import type { BffApi } from '../options.ts';
import type { HeldAccessToken } from '../session/session-tokens.ts';
import type { AuthorityCall, AuthorityConnection } from './connection.ts';
import { createFault } from './failure.ts';

export interface RefreshRequest {
  readonly refreshToken: string;
  /** Whom the session is of. */
  readonly subject: string;
  /** The one API that the access token is for. */
  readonly api: BffApi;
}

export type RefreshResult =
  | {
      readonly status: 'refreshed';
      /** The one to present next; the same as before when the authority does not rotate. */
      readonly refreshToken: string;
      readonly accessToken: HeldAccessToken;
    }
  /** The grant is over. */
  | { readonly status: 'refused' }
  /** Nothing is known; the refresh token may or may not have been rotated. */
  | { readonly status: 'unavailable'; readonly retryAfterSeconds: number | undefined };

/** Refresh a session's tokens, with an access token narrowed to one API. Never rejects. */
export type Refresh = (request: RefreshRequest) => Promise<RefreshResult>;

/** Another token is got so long before the one at hand expires, or at half its life when that is sooner. */
const renewAheadMs = 10_000;
/** For an authority that does not say how long a token lives, RFC 6749 §5.1. */
const defaultLifeSeconds = 60;

/**
 * The client side of a refresh. The request narrows the access token by `scope` and, where the API names one, `resource`;
 * an answer that is not narrowed is not used.
 *
 * @param nowMs - the clock that expiries are kept by.
 * @see RFC 6749 §6, RFC 8707 §2.2
 */
export function createRefresh(connection: AuthorityConnection, nowMs: () => number): Refresh {
  return async (request) => {
    const attempt = await connection.attempt('refresh', (call) => send(call, request, nowMs));
    if (attempt.ok) return attempt.value;
    const { kind, retryAfterSeconds } = attempt.failure;
    return kind === 'refused' ? { status: 'refused' } : { status: 'unavailable', retryAfterSeconds };
  };
}

async function send(call: AuthorityCall, request: RefreshRequest, nowMs: () => number): Promise<RefreshResult> {
  const { server, client, authentication, options } = call;
  const { refreshToken, subject, api } = request;
  // The life counts from before the request: a slow answer lives no longer.
  const askedAtMs = nowMs();
  const additionalParameters: Record<string, string> = { scope: api.scopes.join(' ') };
  if (api.resource !== undefined) additionalParameters['resource'] = api.resource;
  const answer = await oauth.refreshTokenGrantRequest(server, client, authentication, refreshToken, {
    ...options,
    additionalParameters,
  });
  const tokens = await oauth.processRefreshTokenResponse(server, client, answer);
  if (tokens.token_type !== 'bearer') throw createFault('TokenTypeError');
  if (!isSendable(tokens.access_token)) throw createFault('TokenSyntaxError');
  if (!isNarrowed(tokens.scope, api)) throw createFault('ScopeError');
  const claims = oauth.getValidatedIdTokenClaims(tokens);
  // Somebody else's grant: whatever happened, this session is not theirs. OpenID Connect Core §12.2
  if (claims !== undefined && claims.sub !== subject) return { status: 'refused' };
  const lifeMs = (tokens.expires_in ?? defaultLifeSeconds) * 1000;
  return {
    status: 'refreshed',
    refreshToken: tokens.refresh_token ?? refreshToken,
    accessToken: {
      token: tokens.access_token,
      renewAtMs: askedAtMs + Math.max(lifeMs - renewAheadMs, lifeMs / 2),
      expiresAtMs: askedAtMs + lifeMs,
    },
  };
}

/** RFC 6749 §A.12, without the space. Kept, any other would fail every request it is put into a header of. */
function isSendable(accessToken: string): boolean {
  return /^[\x21-\x7e]+$/.test(accessToken);
}

/** RFC 6749 §5.1: an answer without `scope` grants what was asked for. */
function isNarrowed(scope: string | undefined, api: BffApi): boolean {
  return scope === undefined || scope.split(' ').every((name) => name === '' || api.scopes.includes(name));
}
