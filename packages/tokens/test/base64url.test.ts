import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testSeed } from '@latchkey/testing/run';
import { decodeBase64url, encodeBase64url } from '@latchkey/tokens/base64url';
import fc from 'fast-check';

describe('base64url', () => {
  it('gives back what it encoded', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        assert.deepEqual(decodeBase64url(encodeBase64url(bytes)), bytes);
      }),
      { seed: testSeed() },
    );
  });

  it('encodes the bytes of a view and no others', () => {
    assert.equal(encodeBase64url(new Uint8Array([0, 1, 2, 255, 4]).subarray(2, 4)), 'Av8');
  });

  it('V2 decodes a text only if encoding gives that very text (RFC 4648 §3.5)', () => {
    const anyText = fc.string({ unit: fc.constantFrom(...'AQgwBC-_9+/= \n\u00e9\ud800'), maxLength: 12 });
    fc.assert(
      fc.property(anyText, (text) => {
        const bytes = decodeBase64url(text);
        assert.ok(bytes === undefined || encodeBase64url(bytes) === text);
      }),
      { seed: testSeed(), numRuns: 2000 },
    );
  });

  const otherSpellings = {
    'set spare bits': 'AR',
    'set spare bits after two bytes': 'AQF',
    padding: 'AQ==',
    'a space': 'A Q',
    'a line feed at the end': 'AQ\n',
    'the plus of plain base64': '+w',
    'the slash of plain base64': '/w',
    'a lone character': 'A',
    'a character outside ASCII': 'AQ\u0101',
  };
  for (const [what, text] of Object.entries(otherSpellings)) {
    it(`V2 refuses ${what}`, () => {
      assert.equal(decodeBase64url(text), undefined);
    });
  }

  it('gives bytes with memory of their own', () => {
    assert.equal(decodeBase64url('AQ')?.buffer.byteLength, 1);
  });
});
