import jsonwebtoken from 'jsonwebtoken';
import type { CreateWork } from '../../measure/work.ts';
import { importPublicKey, readToken, type VerifyInput } from './input.ts';

/** With a key object: as a PEM text, which its documentation shows first, the key would be parsed for each token. */
export const createWork: CreateWork<VerifyInput> = (input) => {
  const { alg, issuer, audience } = input;
  const key = importPublicKey(input);
  return (call) => jsonwebtoken.verify(readToken(input, call), key, { algorithms: [alg], issuer, audience });
};
