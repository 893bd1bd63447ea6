import { hash } from 'node:crypto';
import { decodeBase64url } from '@latchkey/tokens/base64url';
import { parseJsonObject } from '@latchkey/tokens/json';
import type { IDToken } from 'oauth4webapi';

/** How far the clocks of authority and application may differ. */
const leewaySeconds = 30;

/** The hash of each signature algorithm. @see OpenID Connect Core §3.1.3.6 */
const hashOf: ReadonlyMap<string, string> = new Map([
  ['RS256', 'sha256'],
  ['PS256', 'sha256'],
  ['ES256', 'sha256'],
  ['RS384', 'sha384'],
  ['PS384', 'sha384'],
  ['ES384', 'sha384'],
  ['RS512', 'sha512'],
  ['PS512', 'sha512'],
  ['ES512', 'sha512'],
  ['EdDSA', 'sha512'],
  ['Ed25519', 'sha512'],
]);

/**
 * What is wrong with an ID token beyond what the client library judged (`iss`, `aud`, `exp`, `nonce`, `auth_time`); undefined
 * when nothing is.
 *
 * Does not check the signature: the token came straight from the token endpoint, over TLS or within this machine, which
 * OpenID Connect Core §3.1.3.7 item 6 takes in its place.
 *
 * @param idToken - the token as it came.
 * @param claims - the same, read.
 * @see OpenID Connect Core §3.1.3.7 and §3.1.3.8
 */
export function findIdTokenFault(
  idToken: string,
  claims: IDToken,
  expected: { readonly clientId: string; readonly accessToken: string; readonly nowSeconds: number },
): string | undefined {
  const { azp, iat, at_hash: accessTokenHash } = claims;
  if (azp !== undefined && azp !== expected.clientId) return 'azp';
  if (iat > expected.nowSeconds + leewaySeconds) return 'iat';
  if (accessTokenHash === undefined) return undefined;
  return accessTokenHash === computeAccessTokenHash(idToken, expected.accessToken) ? undefined : 'at_hash';
}

function computeAccessTokenHash(idToken: string, accessToken: string): string | undefined {
  const header = decodeBase64url(idToken.split('.', 1)[0] ?? '');
  const alg = header && parseJsonObject(Buffer.from(header).toString('utf8'))?.['alg'];
  const algorithm = typeof alg === 'string' ? hashOf.get(alg) : undefined;
  if (algorithm === undefined) return undefined;
  const digest = hash(algorithm, accessToken, 'buffer');
  return digest.subarray(0, digest.length / 2).toString('base64url');
}
