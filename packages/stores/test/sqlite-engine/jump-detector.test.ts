import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createJumpDetector } from '../../src/sqlite-engine/jump-detector.ts';

const hourMs = 3_600_000;

function openDetector(): { wallMs: number; monotonicMs: number; pass(ms: number): void; hasJumped(): boolean } {
  const clocks = {
    wallMs: 1_800_000_000_000,
    monotonicMs: 5_000,
    pass(ms: number) {
      clocks.wallMs += ms;
      clocks.monotonicMs += ms;
    },
    hasJumped: () => detector.hasJumped(),
  };
  const detector = createJumpDetector({ wallMs: () => clocks.wallMs, monotonicMs: () => clocks.monotonicMs });
  return clocks;
}

describe('the detector of clock jumps', () => {
  it('is quiet while the clocks agree, and through drift that adds up slowly', () => {
    const clocks = openDetector();
    for (let hour = 0; hour < 100; hour += 1) {
      clocks.pass(hourMs);
      clocks.wallMs += 500;
      assert.equal(clocks.hasJumped(), false);
    }
  });

  it('notices the wall clock being set by more than 5 seconds, ahead or back', () => {
    for (const byMs of [5_001, -5_001, 365 * 24 * hourMs]) {
      const clocks = openDetector();
      clocks.wallMs += byMs;
      assert.equal(clocks.hasJumped(), true);
      clocks.pass(1_000);
      assert.equal(clocks.hasJumped(), true);
    }
    const clocks = openDetector();
    clocks.wallMs += 5_000;
    assert.equal(clocks.hasJumped(), false);
  });

  it('is quiet again as soon as the clock is set right', () => {
    const clocks = openDetector();
    clocks.wallMs += hourMs;
    assert.equal(clocks.hasJumped(), true);
    clocks.wallMs -= hourMs;
    assert.equal(clocks.hasJumped(), false);
  });

  it('believes a clock that has stood by its new time for an hour', () => {
    const clocks = openDetector();
    clocks.wallMs += 7 * hourMs;
    assert.equal(clocks.hasJumped(), true);
    clocks.pass(hourMs - 1);
    assert.equal(clocks.hasJumped(), true);
    clocks.pass(1);
    assert.equal(clocks.hasJumped(), false);
    clocks.wallMs -= 7 * hourMs;
    assert.equal(clocks.hasJumped(), true, 'the new time is the trusted one now');
  });

  it('begins the hour anew when the clock jumps again', () => {
    const clocks = openDetector();
    clocks.wallMs += hourMs;
    clocks.hasJumped();
    clocks.pass(hourMs / 2);
    clocks.wallMs += hourMs;
    assert.equal(clocks.hasJumped(), true);
    clocks.pass(hourMs / 2);
    assert.equal(clocks.hasJumped(), true);
    clocks.pass(hourMs / 2);
    assert.equal(clocks.hasJumped(), false);
  });
});
