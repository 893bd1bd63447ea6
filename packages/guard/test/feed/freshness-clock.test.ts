import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testSeed } from '@latchkey/testing/run';
import fc from 'fast-check';
import { createFreshnessClock } from '../../src/feed/freshness-clock.ts';

/** The authority's clock shows this much more than ours. */
const apartMs = 1_700_000_000_000;

describe('how fresh the log is', () => {
  it('is unknown before the first message', () => {
    const clock = createFreshnessClock();
    clock.startConnection(0);
    assert.deepEqual(clock.freshness(5), { state: 'loading' });
  });

  it('counts from the moment the connection was asked for, as the read came after it', () => {
    const clock = createFreshnessClock();
    clock.startConnection(100);
    clock.note(apartMs + 120, 150);
    assert.deepEqual(clock.freshness(150), { state: 'known', ageMs: 50 });
    clock.note(apartMs + 1_120, 1_150);
    assert.deepEqual(clock.freshness(1_160), { state: 'known', ageMs: 60 });
  });

  it('V6 is not better for heartbeats that were held up on their way', () => {
    const clock = createFreshnessClock();
    clock.startConnection(0);
    clock.note(apartMs, 10);
    for (let second = 1; second <= 30; second += 1) clock.note(apartMs + second * 1_000, 60_000);
    assert.deepEqual(clock.freshness(60_000), { state: 'known', ageMs: 30_000 });
  });

  it('V6 grows worse while the same is told again', () => {
    const clock = createFreshnessClock();
    clock.startConnection(0);
    for (let second = 0; second < 9; second += 1) clock.note(apartMs, second * 1_000);
    assert.deepEqual(clock.freshness(9_000), { state: 'known', ageMs: 9_000 });
  });

  it('follows the authority’s clock when it is set ahead, and is never better than now', () => {
    const clock = createFreshnessClock();
    clock.startConnection(0);
    clock.note(apartMs, 10);
    clock.note(apartMs + 3_600_000, 1_000);
    assert.deepEqual(clock.freshness(1_000), { state: 'known', ageMs: 0 });
    clock.note(apartMs + 3_601_000, 2_000);
    assert.deepEqual(clock.freshness(2_000), { state: 'known', ageMs: 0 });
  });

  it('starts from a new connection when the authority’s clock was set back', () => {
    const clock = createFreshnessClock();
    clock.startConnection(0);
    clock.note(apartMs, 10);
    clock.startConnection(5_000);
    clock.note(apartMs, 5_010);
    assert.deepEqual(clock.freshness(5_010), { state: 'known', ageMs: 10 });
  });

  it('does not get worse because a new connection was slow', () => {
    const clock = createFreshnessClock();
    clock.startConnection(0);
    clock.note(apartMs, 10);
    clock.note(apartMs + 9_000, 9_000);
    clock.startConnection(2_000);
    clock.note(apartMs + 9_500, 9_600);
    assert.deepEqual(clock.freshness(9_600), { state: 'known', ageMs: 600 });
  });

  it('V6 is never better than the truth, whatever is delayed and however often connections break', () => {
    const event = fc.record({
      waitMs: fc.nat(3_000),
      readTakesMs: fc.nat(500),
      wayTakesMs: fc.nat(20_000),
      reconnects: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 30 }), (events) => {
        const clock = createFreshnessClock();
        let nowMs = 0;
        let truthMs: number | undefined;
        clock.startConnection(nowMs);
        for (const { waitMs, readTakesMs, wayTakesMs, reconnects } of events) {
          nowMs += waitMs;
          if (reconnects) clock.startConnection(nowMs);
          const readMs = nowMs + readTakesMs;
          nowMs = readMs + wayTakesMs;
          clock.note(apartMs + readMs, nowMs);
          truthMs = readMs;
          const freshness = clock.freshness(nowMs);
          assert.ok(freshness.state === 'known' && freshness.ageMs >= nowMs - truthMs - 1e-3);
        }
      }),
      { seed: testSeed(), numRuns: 2_000 },
    );
  });
});
