import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { completePolicy, type KeyPolicy, listSlots } from '../src/policy.ts';
import { examplePolicy } from './policies.ts';

describe('key policy', () => {
  it('has ES256 access tokens, ES256 and RS256 ID tokens, and a reload every 30 seconds by default', () => {
    const { idTokenAlgs: _, reloadMs: __, ...least } = examplePolicy;
    const complete = completePolicy(least);
    assert.deepEqual(complete.accessTokenAlgs, ['ES256']);
    assert.deepEqual(complete.idTokenAlgs, ['ES256', 'RS256']);
    assert.equal(complete.reloadMs, 30_000);
    assert.deepEqual(
      listSlots(complete).map(({ purpose, alg }) => `${purpose} ${alg}`),
      [
        'access_token ES256',
        'id_token ES256',
        'id_token RS256',
        'feed Ed25519',
        'refresh_token secret',
        'browser secret',
      ],
    );
  });

  const wrong: Record<string, Partial<KeyPolicy>> = {
    'a negative JWKS lifetime': { jwksTtlMs: -1 },
    'a key lifetime of nothing': { signingKeyTtlMs: 0 },
    'a fraction': { signingKeyTtlMs: 0.5 },
    'no number': { jwksTtlMs: Number.NaN },
    'more than a century': { signingKeyTtlMs: 101 * 366 * 24 * 3600 * 1000 },
    'a reload less than daily, which a timer may not even hold': { reloadMs: 24 * 3600 * 1000 + 1 },
    'a reload without pause': { reloadMs: 0 },
    'a negative retention': { retainMs: { ...examplePolicy.retainMs, browser: -1 } },
    'an algorithm twice': { idTokenAlgs: ['ES256', 'ES256'] },
    'an unknown algorithm': { accessTokenAlgs: ['HS256' as 'ES256'] },
  };
  for (const [what, change] of Object.entries(wrong)) {
    it(`refuses ${what}`, () => {
      assert.throws(() => completePolicy({ ...examplePolicy, ...change }), { code: 'invalid_policy' });
    });
  }
});
