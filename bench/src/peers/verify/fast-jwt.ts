import { createVerifier } from 'fast-jwt';
import type { CreateWork } from '../../measure/work.ts';
import { importPublicKey, readToken, type VerifyInput } from './input.ts';

export const createWork: CreateWork<VerifyInput> = (input) => {
  const { alg, issuer, audience, cache } = input;
  const key = importPublicKey(input).export({ type: 'spki', format: 'pem' });
  const verify = createVerifier({ key, algorithms: [alg], allowedIss: issuer, allowedAud: audience, cache });
  return (call): unknown => verify(readToken(input, call));
};
