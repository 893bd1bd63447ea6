import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testSeed } from '@latchkey/testing/run';
import fc from 'fast-check';
import { frameFields, frameTexts } from '../src/framed-fields.ts';

describe('framed fields', () => {
  it('have no other list with the same bytes', () => {
    const fields = fc.array(fc.oneof(fc.string({ maxLength: 4 }), fc.constantFrom('\0', '\0\0\0\u0001')), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(fields, fields, (one, other) => {
        const same = Buffer.from(frameFields(one)).equals(frameFields(other));
        assert.equal(same, JSON.stringify(one) === JSON.stringify(other));
      }),
      { seed: testSeed(), numRuns: 2000 },
    );
  });

  it('are the same bytes when written as a text, whatever the texts', () => {
    const texts = fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\ud800', 'é'.repeat(63), '')));
    fc.assert(
      fc.property(texts, (fields) => {
        assert.deepEqual(Buffer.from(frameTexts(fields) ?? assert.fail()), Buffer.from(frameFields(fields)));
      }),
      { seed: testSeed() },
    );
  });

  it('are no text from a field of 128 bytes on', () => {
    assert.notEqual(frameTexts(['a'.repeat(127)]), undefined);
    assert.equal(frameTexts(['a'.repeat(128)]), undefined);
    assert.equal(frameTexts(['', 'é'.repeat(64)]), undefined);
  });
});
