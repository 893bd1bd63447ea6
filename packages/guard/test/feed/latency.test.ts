import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeFigures, measureLatency } from './measure-latency.ts';

describe('a revocation on its way to ten guards', () => {
  it('V6 arrives at each, and the figures are printed', { timeout: 480_000 }, async () => {
    const figures = await measureLatency(100, 10);
    assert.equal(figures.sinceAskedMs.length, 1_000);
    console.log(describeFigures('from asking for the revocation to the refusal', figures.sinceAskedMs));
  });
});
