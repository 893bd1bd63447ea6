/** The signature alone, from bytes that were prepared: nothing can be faster with `node:crypto`. Checks no claim. */
import { verify } from 'node:crypto';
import { convertJoseToDer } from '../../../../packages/tokens/src/jws/ecdsa-signature.ts';
import type { CreateWork } from '../../measure/work.ts';
import { importPublicKey, refuse, type VerifyInput } from './input.ts';

export const createWork: CreateWork<VerifyInput> = (input) => {
  const key = importPublicKey(input);
  const prepared = input.tokens.map((token) => {
    const dot = token.lastIndexOf('.');
    const signature = Buffer.from(token.slice(dot + 1), 'base64url');
    return {
      signed: Buffer.from(token.slice(0, dot), 'latin1'),
      signature: input.alg === 'ES256' ? (convertJoseToDer(signature, 32) ?? refuse()) : signature,
    };
  });
  return (call) => {
    const { signed, signature } = prepared[call % prepared.length] ?? refuse();
    if (!verify('sha256', signed, key, signature)) refuse();
  };
};
