import {
  type AccessTokenClaims,
  type AccessTokenWireClaims,
  hasAccessTokenClaims,
  readGrantId,
} from '@latchkey/tokens/access-token';
import { isJsonArray, type JsonObject, type JsonValue } from '@latchkey/tokens/json';
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
 * @param parseOwnClaims - its result replaces the claims of those names, except the issuer's own ({@link issuersClaims}).
 * @returns Undefined when a claim is missing or of the wrong shape, or the parser refuses. Judges no claim's value.
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

/**
 * What decides who somebody is and what he may do is for the issuer alone to say. A parser that hands on what people can
 * write themselves, such as the members of a profile, must not be a way to permissions.
 */
const issuersClaims = [
  ...['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'client_id', 'scope', 'sid', 'auth_time', 'acr', 'amr'],
  ...['permissions', 'roles', 'rev', 'cnf', 'act', 'may_act', 'authorization_details'],
];

/** The issuer's claims stay as signed; a result that has one more is refused. An empty list says no more than absence. */
function addOwnClaims(signed: StandardClaims, parse: ParseClaims): StandardClaims | undefined {
  const own = readOwnClaims(parse, signed);
  if (own === undefined) return undefined;
  const all: Record<string, JsonValue | undefined> = { ...signed, ...own };
  for (const name of issuersClaims) {
    if (Object.hasOwn(signed, name)) all[name] = signed[name];
    else if (all[name] === undefined) delete all[name];
    else if (!isJsonArray(all[name]) || all[name].length > 0) return undefined;
  }
  return hasStandardShape(all) ? all : undefined;
}

/**
 * A parser that throws, as those of schema libraries do, refuses like one that answers undefined; and so does one whose
 * result is no plain object (a promise has not judged anything yet) or cannot be frozen. It cannot change what was signed.
 */
function readOwnClaims(parse: ParseClaims, signed: JsonObject): object | undefined {
  try {
    const own: unknown = parse(deepFreeze(signed));
    return isPlainObject(own) ? deepFreeze(own) : undefined;
  } catch {
    return undefined;
  }
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return !('then' in value && typeof value.then === 'function');
}

function splitScope(scope: string): readonly string[] {
  return scope === '' ? [] : scope.split(' ');
}
