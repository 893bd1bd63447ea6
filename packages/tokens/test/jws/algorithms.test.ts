import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
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

  it('V2 take no RSA key with an exponent that is even or below 3, with which anybody could sign', () => {
    const jwk = verificationKeys.RS256.publicKey.export({ format: 'jwk' });
    const exponents = { AA: false, AQ: false, Ag: false, Aw: true, AQAA: false, AQAB: true };
    for (const [e, isGood] of Object.entries(exponents)) {
      const key = createPublicKey({ key: { ...jwk, e }, format: 'jwk' });
      for (const alg of ['RS256', 'PS256'] as const) assert.equal(isKeyForAlgorithm(key, alg), isGood, `${alg} ${e}`);
    }
  });
});
