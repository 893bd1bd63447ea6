/** `@latchkey/tokens` alone: parsing, signature, shapes of all claims, and the three that the others check. */
import { accessTokenTyp, parseAccessTokenClaims } from '@latchkey/tokens/access-token';
import { verifyJws } from '@latchkey/tokens/jws/verify';
import type { CreateWork } from '../../measure/work.ts';
import { importPublicKey, readToken, refuse, type VerifyInput } from './input.ts';

export const createWork: CreateWork<VerifyInput> = (input) => {
  const { alg, issuer, audience } = input;
  const key = { kid: input.jwk['kid'] as string, alg, publicKey: importPublicKey(input) };
  const options = {
    typ: accessTokenTyp,
    findKey: (kid: string) => (kid === key.kid ? key : undefined),
  };
  return (call) => {
    const verified = verifyJws(readToken(input, call), options);
    const claims = verified.ok ? parseAccessTokenClaims(verified.claims) : undefined;
    if (claims?.iss !== issuer || !claims.aud.includes(audience) || claims.exp <= Date.now() / 1000) refuse();
  };
};
