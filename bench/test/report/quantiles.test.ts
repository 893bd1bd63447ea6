import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { computeQuartiles, computeRatios, readQuantile } from '../../src/report/quantiles.ts';

describe('quantiles', () => {
  it('lie between two values where none stands', () => {
    assert.deepEqual(computeQuartiles([4, 1, 3, 2]), { low: 1.75, median: 2.5, high: 3.25 });
    assert.equal(readQuantile([10, 20], 0.99), 19.9);
  });

  it('of one value are that value, and of none no number', () => {
    assert.deepEqual(computeQuartiles([7]), { low: 7, median: 7, high: 7 });
    assert.ok(Number.isNaN(readQuantile([], 0.5)));
  });

  it('of ratios pair the rounds', () => {
    assert.deepEqual(computeRatios([2, 9], [1, 3]), [2, 3]);
  });
});
