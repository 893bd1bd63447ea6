import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isJwsAlgorithm, isKeyForAlgorithm, type JwsAlgorithm, jwsAlgorithms } from '@latchkey/tokens/jws/algorithms';
import { algorithms, signingKeys, verificationKeys } from './keys.ts';

/** Algorithms that one key could do, though each key is given one. */
const kin: Readonly<Record<JwsAlgorithm, readonly JwsAlgorithm[]>> = {
  ES256: ['ES256'],
  RS256: ['RS256', 'PS256'],
  PS256: ['RS256', 'PS256'],
  EdDSA: ['EdDSA', 'Ed25519'],
  Ed25519: ['EdDSA', 'Ed25519'],
};

describe('the algorithms', () => {
  it('are those of the table and no HMAC among them', () => {
    assert.deepEqual(Object.keys(jwsAlgorithms), ['ES256', 'RS256', 'PS256', 'EdDSA', 'Ed25519']);
    for (const name of ['none', 'HS256', 'ES384', 'es256', '', '__proto__', 'toString']) {
      assert.equal(isJwsAlgorithm(name), false, name);
    }
  });

  it('V2 take a key of their kind and no other, whatever it was found to fit before', () => {
    for (const own of algorithms) {
      for (const key of [signingKeys[own].privateKey, verificationKeys[own].publicKey]) {
        for (const asked of [...algorithms, ...algorithms.toReversed()]) {
          assert.equal(isKeyForAlgorithm(key, asked), kin[own].includes(asked), `${own} asked for ${asked}`);
        }
      }
    }
  });
});
