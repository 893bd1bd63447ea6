import { createPublicKey, generateKeyPairSync, type JsonWebKey, type KeyObject, randomBytes } from 'node:crypto';
import { computeJwkThumbprint } from '@latchkey/tokens/jwk-thumbprint';
import { signJws } from '@latchkey/tokens/jws/sign';

export type Algorithm = 'ES256' | 'RS256';

/** The same for every verifier: the tokens, and what they must say. */
export interface VerifyInput {
  readonly alg: Algorithm;
  readonly issuer: string;
  readonly audience: string;
  /** With `kid`, `alg` and `use`. */
  readonly jwk: JsonWebKey;
  readonly tokens: readonly string[];
  /** For verifiers that can remember what they have verified. */
  readonly cache: boolean;
  /** For those that know of revocations. */
  readonly revocations: number;
}

const tokenCount = 1_000;

/** Tokens as the authority makes them for a person. */
export function createVerifyInput(alg: Algorithm): VerifyInput {
  const { privateKey, publicKey } =
    alg === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = publicKey.export({ format: 'jwk' });
  const kid = computeJwkThumbprint(jwk);
  const [issuer, audience] = ['https://id.example.com', 'https://api.example.com'];
  const tokens = Array.from({ length: tokenCount }, () =>
    signJws({ typ: 'at+jwt' }, createClaims(issuer, audience), { alg, kid, privateKey }),
  );
  return { alg, issuer, audience, jwk: { ...jwk, kid, alg, use: 'sig' }, tokens, cache: false, revocations: 0 };
}

function createClaims(issuer: string, audience: string): object {
  const iat = Math.floor(Date.now() / 1000);
  const [grant, random, session] = Array.from({ length: 3 }, () => randomBytes(16).toString('base64url'));
  return {
    iss: issuer,
    sub: '0192f0c1-2a3b-7c4d-8e5f-60718293a4b5',
    aud: audience,
    client_id: 'web-shop',
    iat,
    exp: iat + 86_400,
    jti: `${grant}.${random}`,
    scope: 'orders:read orders:write profile',
    sid: session,
    auth_time: iat,
    amr: ['pwd'],
    permissions: ['orders.refund'],
    rev: 20_000,
  };
}

/** The token of a call, in turn. */
export function readToken({ tokens }: VerifyInput, call: number): string {
  return tokens[call % tokens.length] ?? refuse();
}

export function importPublicKey({ jwk }: VerifyInput): KeyObject {
  return createPublicKey({ key: jwk, format: 'jwk' });
}

export function refuse(): never {
  throw new Error('a good token was refused');
}
