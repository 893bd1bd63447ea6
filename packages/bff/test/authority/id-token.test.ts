import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { findIdTokenFault } from '../../src/authority/id-token.ts';

const claims = { iss: 'https://id.example', sub: 'ada', aud: 'app', iat: 1000, exp: 2000 };
const accessToken = 'the access token';
const expected = { clientId: 'app', accessToken, nowSeconds: 1000 };

function tokenOf(alg: unknown): string {
  return `${Buffer.from(JSON.stringify({ alg })).toString('base64url')}.e30.x`;
}

function hashOf(algorithm: string): string {
  const digest = createHash(algorithm).update(accessToken).digest();
  return digest.subarray(0, digest.length / 2).toString('base64url');
}

describe('an ID token', () => {
  for (const [alg, algorithm] of [
    ['RS256', 'sha256'],
    ['PS256', 'sha256'],
    ['ES384', 'sha384'],
    ['RS512', 'sha512'],
    ['EdDSA', 'sha512'],
    ['Ed25519', 'sha512'],
  ] as const) {
    it(`B3 signed with ${alg} is bound to the access token by ${algorithm}`, () => {
      const bound = { ...claims, at_hash: hashOf(algorithm) };
      assert.equal(findIdTokenFault(tokenOf(alg), bound, expected), undefined);
      assert.equal(findIdTokenFault(tokenOf(alg), bound, { ...expected, accessToken: 'another' }), 'at_hash');
    });
  }

  it('B3 of an algorithm nobody knows the hash of is not taken with one', () => {
    for (const alg of ['none', 'toString', undefined, 5]) {
      assert.equal(findIdTokenFault(tokenOf(alg), { ...claims, at_hash: hashOf('sha256') }, expected), 'at_hash');
    }
    assert.equal(findIdTokenFault('garbage', { ...claims, at_hash: 'x' }, expected), 'at_hash');
  });

  it('B3 may be ahead of this clock by half a minute', () => {
    assert.equal(findIdTokenFault(tokenOf('ES256'), { ...claims, iat: 1030 }, expected), undefined);
    assert.equal(findIdTokenFault(tokenOf('ES256'), { ...claims, iat: 1031 }, expected), 'iat');
  });

  it('B3 names this client, if it names an authorized party', () => {
    assert.equal(findIdTokenFault(tokenOf('ES256'), { ...claims, azp: 'app' }, expected), undefined);
    assert.equal(findIdTokenFault(tokenOf('ES256'), { ...claims, azp: 'other' }, expected), 'azp');
  });
});
