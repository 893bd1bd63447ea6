import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeTime, describeTimeAgo } from '../../src/pages/time-ago.ts';

const nowMs = Date.UTC(2026, 4, 12, 14, 3, 30);
const dayMs = 86_400_000;

describe('describeTimeAgo', () => {
  const rows = [
    [0, 'just now'],
    [59_999, 'just now'],
    [60_000, '1 minute ago'],
    [59 * 60_000 + 59_999, '59 minutes ago'],
    [3_600_000, '1 hour ago'],
    [dayMs - 1, '23 hours ago'],
    [dayMs, '1 day ago'],
    [29 * dayMs, '29 days ago'],
    [30 * dayMs, '1 month ago'],
    [364 * dayMs, '12 months ago'],
    [800 * dayMs, '2 years ago'],
    [-5_000, 'just now'],
  ] as const;
  for (const [agoMs, words] of rows) {
    it(`says ${words} after ${agoMs} ms`, () => assert.equal(describeTimeAgo(nowMs - agoMs, nowMs), words));
  }
});

describe('describeTime', () => {
  it('says when to the minute, and in which time', () => {
    assert.equal(describeTime(nowMs), '12 May 2026, 14:03 UTC');
  });
});
