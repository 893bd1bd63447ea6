import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { describe, it } from 'node:test';
import { decodeBase64url, encodeBase64url } from '@latchkey/tokens/base64url';
import type { JwsAlgorithm } from '@latchkey/tokens/jws/algorithms';
import { parseJws } from '@latchkey/tokens/jws/verify';
import { createSignature, isSignatureBy } from '../../src/jws/signature.ts';
import { readVector } from '../vectors/read-vector.ts';
import { signingKeys, verificationKeys } from './keys.ts';

interface SignatureVector {
  readonly source: string;
  readonly alg: JwsAlgorithm;
  /** Whether signing again gives the same signature. */
  readonly isDeterministic: boolean;
  readonly jwk: JsonWebKey;
  readonly signingInput: string;
  readonly signature: string;
}

describe('signatures', () => {
  for (const name of ['rfc7515-a2-rs256', 'rfc7515-a3-es256', 'rfc8037-a4-ed25519']) {
    const vector = readVector<SignatureVector>(name);
    const input = Buffer.from(vector.signingInput, 'latin1');
    const privateKey = createPrivateKey({ key: vector.jwk, format: 'jwk' });
    const verifier = { kid: 'vector', alg: vector.alg, publicKey: createPublicKey(privateKey) };

    it(`verifies ${vector.source}`, () => {
      const signature = decodeBase64url(vector.signature);
      assert.ok(signature !== undefined && isSignatureBy(verifier, input, signature));
    });

    it(`signs ${vector.source}`, () => {
      const signature = createSignature({ kid: 'vector', alg: vector.alg, privateKey }, input);
      if (vector.isDeterministic) assert.equal(encodeBase64url(signature), vector.signature);
      assert.ok(isSignatureBy(verifier, input, signature));
    });

    it(`refuses the token of ${vector.source} itself, since it names no key`, () => {
      assert.deepEqual(parseJws(`${vector.signingInput}.${vector.signature}`), { ok: false, reason: 'malformed' });
    });
  }

  it('makes ES256 signatures that node:crypto accepts in the JOSE form (RFC 7518 §3.4)', () => {
    const key = { key: verificationKeys.ES256.publicKey, dsaEncoding: 'ieee-p1363' } as const;
    for (let count = 0; count < 300; count += 1) {
      const bytes = Buffer.from(`message ${count}`);
      const signature = createSignature(signingKeys.ES256, bytes);
      assert.equal(signature.length, 64);
      assert.ok(verify('sha256', bytes, key, signature));
    }
  });

  it('refuses a signature of any wrong length without throwing', () => {
    for (const key of Object.values(verificationKeys)) {
      for (const length of [0, 1, 63, 64, 65, 255, 256, 257]) {
        assert.equal(isSignatureBy(key, Buffer.from('message'), new Uint8Array(length)), false, `${key.alg} ${length}`);
      }
    }
  });

  it('V2 refuses an RSA signature without its leading zero, or with one more (RFC 8017 §8.1.2)', () => {
    for (const alg of ['RS256', 'PS256'] as const) {
      let bytes: Buffer;
      let signature: Uint8Array;
      let count = 0;
      // One in 256 begins with a zero.
      do {
        bytes = Buffer.from(`message ${count}`);
        signature = createSignature(signingKeys[alg], bytes);
        count += 1;
      } while (signature[0] !== 0);
      assert.ok(isSignatureBy(verificationKeys[alg], bytes, signature));
      for (const other of [signature.subarray(1), Buffer.concat([Buffer.from([0]), signature])]) {
        assert.equal(isSignatureBy(verificationKeys[alg], bytes, other), false, `${alg}, ${other.length} bytes`);
      }
    }
  });

  it('refuses ES256 numbers that are zero or not below the order of the group (RFC 6979 §2.4)', () => {
    const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
    const spell = (number: bigint) => Buffer.from(number.toString(16).padStart(64, '0'), 'hex');
    const bytes = Buffer.from('message');
    const good = createSignature(signingKeys.ES256, bytes);
    const [r, s] = [good.subarray(0, 32), good.subarray(32)];
    for (const edge of [0n, order, order + 1n, 2n ** 256n - 1n].map(spell)) {
      for (const pair of [
        [edge, s],
        [r, edge],
        [edge, edge],
      ] as const) {
        assert.equal(isSignatureBy(verificationKeys.ES256, bytes, Buffer.concat(pair)), false);
      }
    }
  });

  it('refuses an ES256 signature in DER', () => {
    const bytes = Buffer.from('message');
    const signature = createSignature(signingKeys.ES256, bytes);
    assert.ok(isSignatureBy(verificationKeys.ES256, bytes, signature));
    const der = Buffer.from([0x30, 0x44, 2, 32, ...signature.subarray(0, 32), 2, 32, ...signature.subarray(32)]);
    assert.equal(isSignatureBy(verificationKeys.ES256, bytes, der), false);
  });
});
