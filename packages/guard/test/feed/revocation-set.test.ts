import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FeedEntry } from '@latchkey/tokens/revocation-feed';
import { bucketMs, createRevocationSet } from '../../src/feed/revocation-set.ts';

const entry = (seq: number, target: string, expiresAtMs: number, kind: FeedEntry['kind'] = 'session'): FeedEntry => ({
  seq,
  kind,
  target,
  expiresAtMs,
});

describe('the set of live revocations', () => {
  it('finds an entry by its target and nothing else', () => {
    const set = createRevocationSet();
    assert.equal(set.add(entry(7, 'a', 1_000)), true);
    assert.deepEqual(
      [set.findSeq('a'), set.findSeq('b'), set.size(), set.count('session'), set.count('user')],
      [7, undefined, 1, 1, 0],
    );
  });

  it('makes of two entries about one target one that matches what either does', () => {
    const set = createRevocationSet();
    set.add(entry(7, 'a', 50_000, 'user'));
    const { version } = set;
    const before = version();
    assert.equal(set.add(entry(3, 'a', 90_000, 'user')), false);
    assert.equal(version(), before, 'an older entry makes nothing more match');
    assert.equal(set.add(entry(9, 'a', 20_000, 'user')), true);
    assert.notEqual(version(), before);
    assert.deepEqual([set.findSeq('a'), set.size(), set.count('user')], [9, 1, 1]);
    set.prune(60_000 + bucketMs);
    assert.equal(set.findSeq('a'), 9, 'the later end counts');
    set.prune(90_000 + bucketMs);
    assert.deepEqual([set.findSeq('a'), set.size(), set.count('user')], [undefined, 0, 0]);
  });

  it('lets go of what has ended, soon, and of nothing else', () => {
    const set = createRevocationSet();
    for (let index = 0; index < 100; index += 1) set.add(entry(index + 1, `t${index}`, index * 1_000));
    for (let nowMs = 0; nowMs <= 120_000; nowMs += 500) {
      set.prune(nowMs);
      for (let index = 0; index < 100; index += 1) {
        const endsAtMs = index * 1_000;
        const isThere = set.findSeq(`t${index}`) !== undefined;
        if (endsAtMs > nowMs) assert.ok(isThere, `t${index} went ${endsAtMs - nowMs} ms too early`);
        if (endsAtMs + bucketMs <= nowMs) assert.ok(!isThere, `t${index} stayed ${nowMs - endsAtMs} ms too long`);
      }
    }
    assert.equal(set.size(), 0);
  });

  it('does not take an entry back when time does', () => {
    const set = createRevocationSet();
    set.add(entry(1, 'a', 100_000));
    set.prune(90_000);
    set.prune(10_000);
    assert.equal(set.findSeq('a'), 1);
  });
});
