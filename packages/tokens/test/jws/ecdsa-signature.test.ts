import assert from 'node:assert/strict';
import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, it } from 'node:test';
import { testSeed } from '@latchkey/testing/run';
import fc from 'fast-check';
import { convertDerToJose, convertJoseToDer } from '../../src/jws/ecdsa-signature.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** 32 bytes of which the first are zeros and the next one may have its sign bit set or not. */
const numbers = fc
  .tuple(fc.nat({ max: 31 }), fc.uint8Array({ minLength: 32, maxLength: 32 }))
  .map(([zeros, bytes]) => bytes.fill(0, 0, zeros));
const signatures = fc.tuple(numbers, numbers).map(([r, s]) => new Uint8Array([...r, ...s]));

/** DER as X.690 §8.3 defines it, by way of big integers. */
function encodeDer(jose: Uint8Array): Uint8Array {
  const content = [jose.subarray(0, 32), jose.subarray(32)].flatMap((number) => {
    const hex = BigInt(`0x${Buffer.from(number).toString('hex')}`).toString(16);
    const even = hex.length % 2 === 0 ? hex : `0${hex}`;
    const bytes = Buffer.from(Number.parseInt(even.slice(0, 2), 16) >= 0x80 ? `00${even}` : even, 'hex');
    return [0x02, bytes.length, ...bytes];
  });
  return new Uint8Array([0x30, content.length, ...content]);
}

describe('ECDSA signature spellings', () => {
  it('converts any two numbers, leading zeros and sign bits included, to the DER of X.690 and back', () => {
    fc.assert(
      fc.property(signatures, (jose) => {
        const der = convertJoseToDer(jose, 32);
        assert.deepEqual(der && new Uint8Array(der), encodeDer(jose));
        assert.deepEqual(convertDerToJose(encodeDer(jose), 32), jose);
      }),
      { seed: testSeed(), numRuns: 2000 },
    );
  });

  it('agrees with the conversion of node:crypto, both ways, until leading zeros were seen in both numbers', () => {
    let shortFirst = 0;
    let shortSecond = 0;
    // One in 256 signatures has a leading zero byte in a given number.
    for (let count = 0; count < 20_000 && (shortFirst === 0 || shortSecond === 0); count += 1) {
      const data = Buffer.from(`message ${count}`);
      const jose = convertDerToJose(sign('sha256', data, privateKey), 32);
      if (jose[0] === 0) shortFirst += 1;
      if (jose[32] === 0) shortSecond += 1;
      if (count > 300 && jose[0] !== 0 && jose[32] !== 0) continue;
      assert.ok(verify('sha256', data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, jose));
      const theirs = sign('sha256', data, { key: privateKey, dsaEncoding: 'ieee-p1363' });
      assert.ok(verify('sha256', data, publicKey, convertJoseToDer(theirs, 32) ?? Buffer.alloc(0)));
    }
    assert.ok(shortFirst > 0 && shortSecond > 0);
  });

  it('refuses a JOSE signature of another length (RFC 7518 §3.4)', () => {
    for (const length of [0, 63, 65, 96]) assert.equal(convertJoseToDer(new Uint8Array(length), 32), undefined);
  });

  it('throws on what is not exactly two non-negative integers in DER', () => {
    const broken = {
      empty: '',
      'another tag': '3106020101020101',
      'a wrong outer length': '3007020101020101',
      'a byte too many': '300602010102010100',
      'a byte too many inside': '30070201010201010a',
      'one integer only': '3003020101',
      'no integer': '3006040101020101',
      'an empty integer': '30050200020101',
      'a negative integer': '3006020181020101',
      'an integer beyond the end': '3006020101020201',
      'an integer of 33 bytes': `3026022101${'00'.repeat(32)}020101`,
    };
    for (const [what, hex] of Object.entries(broken)) {
      assert.throws(() => convertDerToJose(Buffer.from(hex, 'hex'), 32), TypeError, what);
    }
  });
});
