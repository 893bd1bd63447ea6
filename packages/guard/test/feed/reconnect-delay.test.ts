import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { computeReconnectDelayMs } from '../../src/feed/reconnect-delay.ts';

describe('the pause before a reader connects again', () => {
  it('V6 starts well below a second, doubles, and stays below ten', () => {
    assert.deepEqual(
      [0, 1, 2, 3, 4, 5, 6, 1_000].map((failures) => computeReconnectDelayMs(failures, 0)),
      [200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000],
    );
  });

  it('is shortened by up to half at random, so that readers do not come back together', () => {
    assert.equal(computeReconnectDelayMs(0, 1), 100);
    assert.equal(computeReconnectDelayMs(9, 0.5), 3_750);
  });
});
