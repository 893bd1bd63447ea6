import { importJWK, type JWK, jwtVerify } from 'jose';
import type { CreateWork } from '../../measure/work.ts';
import { readToken, type VerifyInput } from './input.ts';

export const createWork: CreateWork<VerifyInput> = async (input) => {
  const { alg, issuer, audience } = input;
  const key = await importJWK(input.jwk as JWK, alg);
  const options = { issuer, audience, algorithms: [alg] };
  return (call) => jwtVerify(readToken(input, call), key, options);
};
