import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isWithin } from '../../src/grants/elapsed.ts';

describe('the age of what happened', () => {
  it('is less than the window just before its end, and not at it', () => {
    assert.equal(isWithin(1_000, 30_000, 30_999, []), true);
    assert.equal(isWithin(1_000, 30_000, 31_000, []), false);
  });

  it('is outside every window when it would be negative', () => {
    assert.equal(isWithin(1_001, 30_000, 1_000, []), false);
    assert.equal(isWithin(1_001, Number.POSITIVE_INFINITY, 1_000, []), false);
  });

  it('does not count downtime after it', () => {
    const downtimes = [{ beganAtMs: 10_000, endedAtMs: 110_000 }];
    assert.equal(isWithin(5_000, 30_000, 134_999, downtimes), true);
    assert.equal(isWithin(5_000, 30_000, 135_000, downtimes), false);
  });

  it('counts several downtimes each once', () => {
    const downtimes = [
      { beganAtMs: 10_000, endedAtMs: 20_000 },
      { beganAtMs: 30_000, endedAtMs: 40_000 },
    ];
    assert.equal(isWithin(0, 30_000, 49_999, downtimes), true);
    assert.equal(isWithin(0, 30_000, 50_000, downtimes), false);
  });

  it('counts only the part of a downtime that lies between then and now', () => {
    const downtimes = [{ beganAtMs: 0, endedAtMs: 10_000 }];
    assert.equal(isWithin(9_000, 30_000, 39_999, downtimes), true);
    assert.equal(isWithin(9_000, 30_000, 40_000, downtimes), false);
    assert.equal(isWithin(20_000, 30_000, 50_000, downtimes), false);
  });
});
