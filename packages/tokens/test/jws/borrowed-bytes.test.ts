import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testSeed } from '@latchkey/testing/run';
import { decodeBase64url, encodeBase64url } from '@latchkey/tokens/base64url';
import fc from 'fast-check';
import { borrowAscii, borrowCanonical, borrowDecoded } from '../../src/jws/borrowed-bytes.ts';

/** Lengths around what the memory that stays has room for. */
const lengths = [0, 1, 2, 3, 64, 6143, 6144, 6145, 8191, 8192, 8193, 20_000];

describe('bytes on loan', () => {
  it('V2 are those of the one spelling, and there are none for any other', () => {
    const anyText = fc.string({ unit: fc.constantFrom(...'AQgwBC-_9+/= \n\u00e9\u0141\ud800'), maxLength: 12 });
    fc.assert(
      fc.property(anyText, (text) => {
        const borrowed = borrowDecoded(text);
        assert.deepEqual(borrowed && new Uint8Array(borrowed), decodeBase64url(text));
      }),
      { seed: testSeed(), numRuns: 2000 },
    );
  });

  it('are whole, however long', () => {
    for (const length of lengths) {
      const bytes = Uint8Array.from({ length }, (_, index) => (index * 7) % 256);
      const text = encodeBase64url(bytes);
      assert.deepEqual(new Uint8Array(borrowDecoded(text) ?? assert.fail()), bytes);
      assert.deepEqual(new Uint8Array(borrowCanonical(text)), bytes);
      assert.equal(borrowAscii(text).toString('latin1'), text);
    }
  });

  it('of a text and of what it spells are there at the same time', () => {
    for (const length of lengths) {
      const text = 'A'.repeat(length);
      const ascii = borrowAscii(text);
      const decoded = borrowCanonical('_'.repeat(length));
      assert.equal(ascii.toString('latin1'), text);
      assert.ok(decoded.every((byte) => byte === 0xff));
    }
  });

  it('lie in memory that nothing else has a share in', () => {
    for (const borrowed of [borrowAscii('A'), borrowCanonical('AAAA')]) {
      assert.equal(borrowed.byteOffset, 0);
      assert.notEqual(borrowed.buffer, Buffer.from('A').buffer);
    }
    assert.notEqual(borrowAscii('A').buffer, borrowCanonical('AAAA').buffer);
  });
});
