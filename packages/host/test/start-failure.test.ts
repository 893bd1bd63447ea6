import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recordSecret } from '@latchkey/testing/run';
import { describeStartFailure, type KnownFailures } from '../src/start-failure.ts';

class ShopError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const known: KnownFailures = { unexpected: 'The shop could not start.', ours: [ShopError], temporaryCodes: ['taken'] };

describe('describeStartFailure', () => {
  it('tells a supervisor whether a person must act (78) or trying again may help (75)', () => {
    assert.deepEqual(describeStartFailure(new ShopError('typo', 'Mend it.'), known), {
      sentence: 'Mend it.',
      exitCode: 78,
    });
    assert.equal(describeStartFailure(new ShopError('taken', 'Wait.'), known).exitCode, 75);
  });

  it('O1 says of any other error where it came from, and not what it says', () => {
    const secret = recordSecret('secret-in-an-unexpected-error');
    const { sentence, exitCode } = describeStartFailure(new RangeError(secret), known);
    assert.equal(exitCode, 70);
    assert.ok(!sentence.includes(secret));
    assert.match(sentence, /^The shop could not start\.\nRangeError\n {2}at .*start-failure\.test\.ts/);
  });
});
