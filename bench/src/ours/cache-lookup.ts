/** Two ways of finding a token in the guard's signature cache. */
import { hash } from 'node:crypto';
import { type CachedSignature, createSignatureCache } from '../../../packages/guard/src/signature-cache.ts';
import type { CreateWork } from '../measure/work.ts';
import { createVerifyInput } from '../peers/verify/input.ts';

export const cacheKeys = ['by SHA-256', 'by the end of the signature'] as const;

type CacheKey = (typeof cacheKeys)[number];

const entry = { token: {}, key: {} } as unknown as CachedSignature;

export const createWork: CreateWork<CacheKey> = (key) => {
  const { tokens } = createVerifyInput('ES256');
  const headers = tokens.map((token) => `Bearer ${token}`);
  const find = key === 'by SHA-256' ? createFindByHash(tokens) : createFindByTail(tokens);
  return (call) => {
    if (find((headers[call % headers.length] ?? '').slice(7)) === undefined) throw new Error('a token was forgotten');
  };
};

function createFindByTail(tokens: readonly string[]): (token: string) => unknown {
  const cache = createSignatureCache(4 * tokens.length);
  for (const token of tokens) cache.add(token, entry);
  return (token) => cache.find(token);
}

/** The same under a name that does not give the token away. */
function createFindByHash(tokens: readonly string[]): (token: string) => unknown {
  const byHash = new Map(tokens.map((token) => [hash('sha256', token, 'base64url'), entry]));
  return (token) => byHash.get(hash('sha256', token, 'base64url'));
}
