import type { JsonObject, JsonValue } from './json.ts';
import { createRandomName } from './random-name.ts';

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
  const random = createRandomName();
  if (grantId === undefined) return random;
  if (grantId === '' || grantId.includes('.')) throw new TypeError('A grant id must be non-empty and without a dot');
  return `${grantId}.${random}`;
}

/** The grant a `jti` names; undefined for a token without one, or a `jti` that {@link createJti} did not make. */
export function readGrantId(jti: string): string | undefined {
  const dot = jti.indexOf('.');
  if (dot < 1 || dot + 1 === jti.length || jti.includes('.', dot + 1)) return undefined;
  return jti.slice(0, dot);
}

/**
 * The claims of an access token as they travel: a single audience may be a plain text, no scope may be left out, and an
 * issuer without a revocation log sends no `rev`.
 */
export interface AccessTokenWireClaims extends Omit<AccessTokenClaims, 'aud' | 'scope' | 'rev'> {
  readonly aud: string | readonly string[];
  readonly scope?: string | undefined;
  readonly rev?: number | undefined;
}

/**
 * Whether claims have all that an access token must say, and what they have in its shape.
 *
 * Checks shapes alone: not the signature, not whether the token has expired, was revoked, or is meant for the reader. True
 * also of claims without `rev`; false when the token would end before it begins.
 *
 * @see RFC 9068 §2.2
 */
export function hasAccessTokenClaims(claims: JsonObject): claims is JsonObject & AccessTokenWireClaims {
  const { iss, sub, aud, client_id, iat, exp, jti, scope, sid, auth_time, acr, amr, permissions, roles, rev } = claims;
  if (!isText(iss) || !isText(sub) || !isText(client_id) || !isText(jti)) return false;
  if (!isText(aud) && !(isTextList(aud) && aud.length > 0)) return false;
  if (!isCount(iat) || !isCount(exp) || exp <= iat) return false;
  if (scope !== undefined && typeof scope !== 'string') return false;
  if (rev !== undefined && !isCount(rev)) return false;
  if (sid !== undefined && !isText(sid)) return false;
  if (auth_time !== undefined && !isCount(auth_time)) return false;
  if (acr !== undefined && !isText(acr)) return false;
  if (amr !== undefined && !isTextList(amr)) return false;
  if (permissions !== undefined && !isTextList(permissions)) return false;
  return roles === undefined || isTextList(roles);
}

/**
 * Read the claims of a verified access token, refusing any of the wrong type.
 *
 * A single `aud` becomes a list of one, a missing `scope` the empty text; claims not listed in
 * {@link AccessTokenClaims} are left out. Checks what {@link hasAccessTokenClaims} does and no more.
 *
 * @returns Undefined when a claim is missing, `rev` among them, or of the wrong shape, or the token would end before it
 *   begins.
 * @see RFC 9068 §2.2
 */
export function parseAccessTokenClaims(claims: JsonObject): AccessTokenClaims | undefined {
  if (!hasAccessTokenClaims(claims) || claims.rev === undefined) return undefined;
  const { iss, sub, aud, client_id, iat, exp, jti, scope = '', sid, auth_time, acr, amr, permissions, roles } = claims;
  const read: { -readonly [Name in keyof AccessTokenClaims]: AccessTokenClaims[Name] } = {
    iss,
    sub,
    aud: typeof aud === 'string' ? [aud] : aud,
    client_id,
    iat,
    exp,
    jti,
    scope,
    rev: claims.rev,
  };
  if (sid !== undefined) read.sid = sid;
  if (auth_time !== undefined) read.auth_time = auth_time;
  if (acr !== undefined) read.acr = acr;
  if (amr !== undefined) read.amr = amr;
  if (permissions !== undefined) read.permissions = permissions;
  if (roles !== undefined) read.roles = roles;
  return read;
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
