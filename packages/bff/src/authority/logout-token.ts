import { hash } from 'node:crypto';
import type { IssuerKeys } from '@latchkey/guard/issuer-keys';
import { isJsonArray, isJsonObject, type JsonObject } from '@latchkey/tokens/json';
import { parseJws, verifyJws } from '@latchkey/tokens/jws/verify';

/** Whose sessions a logout token ends. */
export interface LogoutTarget {
  readonly sid: string | undefined;
  readonly sub: string | undefined;
  /** SHA-256 of issuer and `jti`, base64url. */
  readonly tokenDigest: string;
  /** How much longer this very token would be accepted. */
  readonly acceptedForMs: number;
}

export type LogoutTokenResult =
  | { readonly status: 'valid'; readonly target: LogoutTarget }
  /** `reason` names the check; for the log. */
  | { readonly status: 'refused'; readonly reason: string }
  | { readonly status: 'unavailable'; readonly retryAfterSeconds: number };

/** Never rejects. Does not check whether the token was here before: that is for the store to say. */
export type VerifyLogoutToken = (token: string) => Promise<LogoutTokenResult>;

export const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout';
const logoutTokenTyp = 'logout+jwt';
/** Older ones are stale: the authority signs one for each try. */
const maxAgeSeconds = 120;
const leewaySeconds = 10;

/**
 * Verify a logout token: its type, signature by a key of the issuer, and claims.
 *
 * @see OpenID Connect Back-Channel Logout 1.0 §2.4 and §2.6
 */
export function createLogoutTokenVerifier(parts: {
  readonly issuer: string;
  readonly clientId: string;
  readonly keys: IssuerKeys;
  readonly nowMs: () => number;
}): VerifyLogoutToken {
  const { issuer, clientId, keys, nowMs } = parts;
  return async (token) => {
    const parsed = parseJws(token);
    if (!parsed.ok) return { status: 'refused', reason: parsed.reason };
    const lookup = await keys.find(parsed.header.kid, parsed.header.alg);
    if (lookup.status === 'unavailable') {
      return { status: 'unavailable', retryAfterSeconds: lookup.retryAfterSeconds };
    }
    const findKey = () => (lookup.status === 'found' ? lookup.key : undefined);
    const verified = verifyJws(token, { typ: logoutTokenTyp, findKey });
    if (!verified.ok) return { status: 'refused', reason: verified.reason };
    const { claims } = verified;
    const nowSeconds = nowMs() / 1000;
    const fault = findFault(claims, { issuer, clientId, nowSeconds });
    if (fault !== undefined) return { status: 'refused', reason: fault };
    return { status: 'valid', target: readTarget(claims, issuer, nowSeconds) };
  };
}

/** The first claim that is not as it must be. */
function findFault(
  claims: JsonObject,
  { issuer, clientId, nowSeconds }: { readonly issuer: string; readonly clientId: string; readonly nowSeconds: number },
): string | undefined {
  const { iss, aud, iat, exp, jti, sid, sub, events } = claims;
  if (iss !== issuer) return 'iss';
  if (!(isJsonArray(aud) ? aud.includes(clientId) : aud === clientId)) return 'aud';
  if (typeof iat !== 'number' || iat < nowSeconds - maxAgeSeconds || iat > nowSeconds + leewaySeconds) return 'iat';
  if (typeof exp !== 'number' || exp <= nowSeconds - leewaySeconds) return 'exp';
  if (!isJsonObject(events) || !isJsonObject(events[logoutEvent])) return 'events';
  if (!isOptionalName(sid) || !isOptionalName(sub) || (sid === undefined && sub === undefined)) return 'sid';
  // An ID token has one; §2.4 forbids it, so that neither passes for the other.
  if (claims['nonce'] !== undefined) return 'nonce';
  return typeof jti === 'string' && jti !== '' ? undefined : 'jti';
}

function isOptionalName(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && value !== '');
}

function readTarget(claims: JsonObject, issuer: string, nowSeconds: number): LogoutTarget {
  const { iat, exp, jti, sid, sub } = claims;
  const lastSeconds = Math.min(Number(iat) + maxAgeSeconds, Number(exp) + leewaySeconds);
  return {
    sid: typeof sid === 'string' ? sid : undefined,
    sub: typeof sub === 'string' ? sub : undefined,
    tokenDigest: hash('sha256', JSON.stringify(['latchkey bff logout token', issuer, jti]), 'base64url'),
    acceptedForMs: Math.max(1, Math.ceil((lastSeconds - nowSeconds) * 1000)),
  };
}
