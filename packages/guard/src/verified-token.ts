import {
  type AccessTokenClaims,
  type AccessTokenWireClaims,
  hasAccessTokenClaims,
  parseAccessTokenClaims,
  readGrantId,
} from '@latchkey/tokens/access-token';
import type { JsonObject } from '@latchkey/tokens/json';
import type { VerifiedToken } from './decision.ts';
import { deepFreeze } from './deep-freeze.ts';
import { FrozenSet } from './frozen-set.ts';
import type { TrustedKey } from './jwks/key-set.ts';

/** Reads an application's own claims; undefined refuses the token. */
export type ParseClaims = (claims: JsonObject) => object | undefined;

/**
 * Make of signed claims what handlers see: all claims the token has, those of RFC 9068 in one shape, deeply frozen.
 *
 * A token without `rev` is taken as issued before everything in the revocation log: another issuer has no log, and a
 * token of ours without it should not be believed to be newer than anything.
 *
 * @param parseOwnClaims - its result replaces the claims of those names, except the standard ones that the token has.
 * @returns Undefined when a claim is missing or of the wrong shape. Judges no claim's value.
 */
export function createVerifiedToken(
  signed: JsonObject,
  key: TrustedKey,
  parseOwnClaims: ParseClaims | undefined,
): VerifiedToken | undefined {
  if (!hasStandardShape(signed)) return undefined;
  const all = parseOwnClaims === undefined ? signed : addOwnClaims(signed, parseOwnClaims);
  if (all === undefined) return undefined;

  const claims = deepFreeze(completeClaims(all));
  return Object.freeze({
    claims,
    scopes: new FrozenSet(splitScope(claims.scope)),
    permissions: new FrozenSet(claims.permissions ?? []),
    kid: key.kid,
    keyThumbprint: key.thumbprint,
    grantId: readGrantId(claims.jti),
  });
}

type StandardClaims = JsonObject & AccessTokenWireClaims;

function hasStandardShape(claims: JsonObject): claims is StandardClaims {
  const { nbf } = claims;
  return hasAccessTokenClaims(claims) && (nbf === undefined || (typeof nbf === 'number' && Number.isFinite(nbf)));
}

/** One object is copied fast, and each further one into it slowly: only who has claims to add pays for that. */
function completeClaims(claims: StandardClaims): AccessTokenClaims {
  const { aud, scope = '', rev = 0 } = claims;
  return { ...claims, aud: typeof aud === 'string' ? [aud] : aud, scope, rev };
}

/** The shapes are checked again: rules read what a parser adds as they read what was signed. */
function addOwnClaims(signed: StandardClaims, parse: ParseClaims): StandardClaims | undefined {
  const own = readOwnClaims(parse, signed);
  if (own === undefined) return undefined;
  const { nbf, rev = 0 } = signed;
  const standard = parseAccessTokenClaims({ ...signed, rev });
  const all: JsonObject = { ...signed, ...own, ...standard, ...(nbf === undefined ? {} : { nbf }) };
  return hasStandardShape(all) ? all : undefined;
}

/**
 * A parser that throws, as those of schema libraries do, refuses like one that answers undefined; and so does a result that
 * cannot be frozen.
 */
function readOwnClaims(parse: ParseClaims, signed: JsonObject): object | undefined {
  try {
    return deepFreeze(parse(signed));
  } catch {
    return undefined;
  }
}

function splitScope(scope: string): readonly string[] {
  return scope === '' ? [] : scope.split(' ');
}
