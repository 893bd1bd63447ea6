import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { signJws } from '@latchkey/tokens/jws/sign';

/** Tokens like those of our authority for a program, but of the type that `hono/jwt` accepts. */
export function createTokensForHono(
  { issuer, audience }: { readonly issuer: string; readonly audience: string },
  count: number,
): { readonly tokens: readonly string[]; readonly publicKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const kid = randomBytes(32).toString('base64url');
  const iat = Math.floor(Date.now() / 1000);
  const tokens = Array.from({ length: count }, () => {
    const claims = {
      ...{ iss: issuer, sub: 'service', aud: audience, client_id: 'service', iat, exp: iat + 86_400 },
      ...{ jti: randomBytes(16).toString('base64url'), scope: 'orders:read', rev: 0 },
    };
    return signJws({ typ: 'JWT' }, claims, { alg: 'ES256', kid, privateKey });
  });
  return { tokens, publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString() };
}
