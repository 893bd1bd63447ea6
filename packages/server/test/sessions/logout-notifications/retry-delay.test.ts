import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chooseRetryDelayMs } from '../../../src/sessions/logout-notifications/retry-delay.ts';

describe('chooseRetryDelayMs', () => {
  it('waits longer from attempt to attempt, and ten minutes in the end', () => {
    const delays = [1, 2, 3, 4, 5, 6, 100].map((attempt) => chooseRetryDelayMs(attempt));
    assert.deepEqual(delays, [1_000, 5_000, 30_000, 120_000, 600_000, 600_000, 600_000]);
  });
});
