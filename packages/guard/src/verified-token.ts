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
 * @param parseOwnClaims - its result replaces the claims of those names, except the standard ones.
 * @returns Undefined when a claim is missing or of the wrong shape. Judges no claim's value.
 */
export function createVerifiedToken(
  signed: JsonObject,
  key: TrustedKey,
  parseOwnClaims: ParseClaims | undefined,
): VerifiedToken | undefined {
  if (!hasAccessTokenClaims(signed) || !isNotBefore(signed['nbf'])) return undefined;
  const own = parseOwnClaims === undefined ? undefined : readOwnClaims(parseOwnClaims, signed);
  if (parseOwnClaims !== undefined && own === undefined) return undefined;

  const claims = deepFreeze(completeClaims(signed, own));
  return Object.freeze({
    claims,
    scopes: new FrozenSet(splitScope(claims.scope)),
    permissions: new FrozenSet(claims.permissions ?? []),
    kid: key.kid,
    keyThumbprint: key.thumbprint,
    grantId: readGrantId(claims.jti),
  });
}

function completeClaims(signed: JsonObject & AccessTokenWireClaims, own: object | undefined): AccessTokenClaims {
  const { scope = '', rev = 0 } = signed;
  const aud = typeof signed.aud === 'string' ? [signed.aud] : signed.aud;
  // One object is copied fast, and each further one into it slowly: only who has claims to add pays for that.
  if (own === undefined) return { ...signed, aud, scope, rev };
  return { ...signed, ...own, ...parseAccessTokenClaims({ ...signed, rev }), aud, scope, rev };
}

function isNotBefore(nbf: unknown): boolean {
  return nbf === undefined || (typeof nbf === 'number' && Number.isFinite(nbf));
}

/** A parser that throws, as those of schema libraries do, refuses like one that answers undefined. */
function readOwnClaims(parse: ParseClaims, signed: JsonObject): object | undefined {
  try {
    return parse(signed);
  } catch {
    return undefined;
  }
}

function splitScope(scope: string): readonly string[] {
  return scope === '' ? [] : scope.split(' ');
}
