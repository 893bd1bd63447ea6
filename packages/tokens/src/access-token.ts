import { randomBytes } from 'node:crypto';
import type { JsonObject, JsonValue } from './json.ts';

/** The `typ` of an access token, RFC 9068 §2.1. */
export const accessTokenTyp = 'at+jwt';

/** What an access token says. Times are whole seconds since the Unix epoch. */
export interface AccessTokenClaims {
  /** Issuer. */
  readonly iss: string;
  /** The person, or for a client's own token the client. */
  readonly sub: string;
  /** The APIs it is for; at least one. */
  readonly aud: readonly string[];
  readonly client_id: string;
  readonly iat: number;
  readonly exp: number;
  /** Unique. See {@link createJti}. */
  readonly jti: string;
  /** Granted scopes, separated by single spaces; empty when none. */
  readonly scope: string;
  /** The session, for a token issued under one. Not the secret of its cookie. */
  readonly sid?: string | undefined;
  /** When the person last proved who they are. */
  readonly auth_time?: number | undefined;
  readonly acr?: string | undefined;
  /** RFC 8176. */
  readonly amr?: readonly string[] | undefined;
  /** What the holder may do at these audiences. */
  readonly permissions?: readonly string[] | undefined;
  readonly roles?: readonly string[] | undefined;
  /** The revocation log's head when the token was issued. A later entry for its user or client matches it. */
  readonly rev: number;
}

/**
 * Make a token's unique name: the grant's random public name, a dot, 128 random bits; without a grant the random part
 * alone.
 *
 * @throws TypeError when the grant's name is empty or has a dot in it.
 */
export function createJti(grantId: string | undefined): string {
  const random = randomBytes(16).toString('base64url');
  if (grantId === undefined) return random;
  if (grantId === '' || grantId.includes('.')) throw new TypeError('A grant id must be non-empty and without a dot');
  return `${grantId}.${random}`;
}

/** The grant a `jti` names; undefined for a token without one, or a `jti` that {@link createJti} did not make. */
export function readGrantId(jti: string): string | undefined {
  const [grantId, random, ...rest] = jti.split('.', 3);
  return grantId && random && rest.length === 0 ? grantId : undefined;
}

/**
 * Read the claims of a verified access token, refusing any of the wrong type.
 *
 * A single `aud` becomes a list of one, a missing `scope` the empty text; claims not listed in
 * {@link AccessTokenClaims} are left out. Checks shapes alone: not the signature, not whether the token has expired, was
 * revoked, or is meant for the reader.
 *
 * @returns Undefined when a claim is missing or of the wrong shape, or the token would end before it begins.
 * @see RFC 9068 §2.2
 */
export function parseAccessTokenClaims(claims: JsonObject): AccessTokenClaims | undefined {
  const aud = typeof claims['aud'] === 'string' ? [claims['aud']] : claims['aud'];
  const { iss, sub, client_id, iat, exp, jti, scope = '', sid, auth_time, acr, amr, permissions, roles, rev } = claims;
  if (!isText(iss) || !isText(sub) || !isText(client_id) || !isText(jti)) return undefined;
  if (!isTextList(aud) || aud.length === 0) return undefined;
  if (!isCount(iat) || !isCount(exp) || exp <= iat || !isCount(rev)) return undefined;
  if (typeof scope !== 'string') return undefined;
  if (!isAbsentOr(isText, sid) || !isAbsentOr(isCount, auth_time) || !isAbsentOr(isText, acr)) return undefined;
  if (!isAbsentOr(isTextList, amr) || !isAbsentOr(isTextList, permissions)) return undefined;
  if (!isAbsentOr(isTextList, roles)) return undefined;
  return {
    iss,
    sub,
    aud,
    client_id,
    iat,
    exp,
    jti,
    scope,
    rev,
    ...(sid === undefined ? {} : { sid }),
    ...(auth_time === undefined ? {} : { auth_time }),
    ...(acr === undefined ? {} : { acr }),
    ...(amr === undefined ? {} : { amr }),
    ...(permissions === undefined ? {} : { permissions }),
    ...(roles === undefined ? {} : { roles }),
  };
}

type Claim = JsonValue | undefined;

function isText(value: Claim): value is string {
  return typeof value === 'string' && value !== '';
}

function isTextList(value: Claim): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}

function isCount(value: Claim): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isAbsentOr<Kind extends JsonValue>(
  isKind: (value: Claim) => value is Kind,
  value: Claim,
): value is Kind | undefined {
  return value === undefined || isKind(value);
}
