import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { testSeed } from '@latchkey/testing/run';
import { deriveKey, openBox, sealBox } from '@latchkey/tokens/sealed-box';
import fc from 'fast-check';
import { readVector } from './vectors/read-vector.ts';

const key = createSecretKey(randomBytes(32));
const options = { key, associatedData: 'cookie of a test' };

interface BoxVector {
  readonly key: string;
  readonly associatedData: string;
  readonly plaintext: string;
  readonly box: string;
  readonly label: string;
  readonly derivedKey: string;
}

describe('sealed box', () => {
  it('gives back what was sealed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (plaintext, associatedData) => {
        assert.deepEqual(openBox(sealBox(plaintext, { key, associatedData }), { key, associatedData }), plaintext);
      }),
      { seed: testSeed() },
    );
  });

  it('opens what another implementation of the format sealed, and derives the same key', () => {
    const vector = readVector<BoxVector>('sealed-box');
    const vectorKey = createSecretKey(vector.key, 'hex');
    const opened = openBox(Buffer.from(vector.box, 'hex'), { key: vectorKey, associatedData: vector.associatedData });
    assert.equal(Buffer.from(opened ?? []).toString(), vector.plaintext);
    assert.equal(deriveKey(vectorKey, vector.label).export().toString('hex'), vector.derivedKey);
  });

  it('refuses a box with any one bit flipped', () => {
    const box = sealBox(Buffer.from('plain'), options);
    for (let bit = 0; bit < box.length * 8; bit += 1) {
      const flipped = Uint8Array.from(box);
      flipped[bit >> 3] = flipped[bit >> 3]! ^ (1 << (bit & 7));
      assert.equal(openBox(flipped, options), undefined, `bit ${bit}`);
    }
  });

  it('refuses a box that is cut or lengthened', () => {
    const box = sealBox(Buffer.from('plain'), options);
    for (let length = 0; length < box.length; length += 1) {
      assert.equal(openBox(box.subarray(0, length), options), undefined, `${length} bytes`);
    }
    assert.equal(openBox(Uint8Array.from([...box, 0]), options), undefined);
  });

  it('refuses another key and other associated data', () => {
    const box = sealBox(Buffer.from('plain'), options);
    assert.equal(openBox(box, { ...options, key: createSecretKey(randomBytes(32)) }), undefined);
    assert.equal(openBox(box, { ...options, associatedData: 'another' }), undefined);
    assert.equal(openBox(box, { ...options, associatedData: '' }), undefined);
  });

  it('never makes the same box twice', () => {
    const boxes = Array.from({ length: 1000 }, () => Buffer.from(sealBox(Buffer.from('x'), options)).toString('hex'));
    assert.equal(new Set(boxes).size, 1000);
  });

  it('refuses a key of another length', () => {
    const short = { ...options, key: createSecretKey(randomBytes(16)) };
    assert.throws(() => sealBox(Buffer.from('x'), short), RangeError);
    assert.throws(() => openBox(sealBox(Buffer.from('x'), options), short), RangeError);
  });

  it('derives another key for another label or key', () => {
    const derived = [deriveKey(key, 'a'), deriveKey(key, 'b'), deriveKey(createSecretKey(randomBytes(32)), 'a')];
    const texts = new Set([key, ...derived].map((each) => each.export().toString('hex')));
    assert.equal(texts.size, 4);
    assert.ok(derived[0]?.equals(deriveKey(key, 'a')));
  });
});
