import assert from 'node:assert/strict';
import { generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { describe, it } from 'node:test';
import { computeJwkThumbprint } from '@latchkey/tokens/jwk-thumbprint';
import { readVector } from './vectors/read-vector.ts';

interface ThumbprintVector {
  readonly source: string;
  readonly jwk: JsonWebKey;
  readonly thumbprint: string;
}

describe('JWK thumbprint', () => {
  for (const name of ['rfc7638-3.1-thumbprint', 'rfc8037-a3-thumbprint']) {
    const vector = readVector<ThumbprintVector>(name);
    it(`is that of ${vector.source}`, () => {
      assert.equal(computeJwkThumbprint(vector.jwk), vector.thumbprint);
    });
  }

  it('is the same for a private key and its public half', () => {
    for (const { privateKey, publicKey } of [
      generateKeyPairSync('ec', { namedCurve: 'P-256' }),
      generateKeyPairSync('ed25519'),
      generateKeyPairSync('rsa', { modulusLength: 2048 }),
    ]) {
      const publicJwk = publicKey.export({ format: 'jwk' });
      assert.equal(computeJwkThumbprint(privateKey.export({ format: 'jwk' })), computeJwkThumbprint(publicJwk));
    }
  });

  it('refuses secrets and incomplete keys', () => {
    assert.throws(() => computeJwkThumbprint({ kty: 'oct', k: 'AQ' }), TypeError);
    assert.throws(() => computeJwkThumbprint({}), TypeError);
    assert.throws(() => computeJwkThumbprint({ kty: 'EC', crv: 'P-256', x: 'AQ' }), /no y/);
  });
});
