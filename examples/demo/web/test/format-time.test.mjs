import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatAgo, formatDuration, formatMoment } from '../public/format-time.js';

describe('telling times', () => {
  it('tells a length in its largest unit', () => {
    assert.equal(formatDuration(43_200), '12 hours');
    assert.equal(formatDuration(86_400), '1 day');
    assert.equal(formatDuration(90), '2 minutes');
    assert.equal(formatDuration(5), '1 minute');
  });

  it('tells how long ago something was, and does not look into the future', () => {
    assert.equal(formatAgo(100, 100 + 7300), '2 hours ago');
    assert.equal(formatAgo(100, 130), 'just now');
    assert.equal(formatAgo(100, 50), 'just now');
  });

  it('says so when a time is not known', () => {
    assert.equal(formatAgo(undefined, 1), 'unknown');
    assert.equal(formatMoment(undefined), 'unknown');
  });
});
