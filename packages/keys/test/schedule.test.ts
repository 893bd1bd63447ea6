import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clockDifferenceMs, computeLeadMs, judgeState, mayVerify, scheduleSuccessor } from '../src/schedule.ts';

const times = { publishedAtMs: 100, activeFromMs: 200, activeUntilMs: 300, retainMs: 50, revokedAtMs: null };

describe('schedule', () => {
  it('K2 judges the state by the time alone', () => {
    const retiredAtMs = 350 + clockDifferenceMs;
    assert.equal(judgeState(times, 199), 'next');
    assert.equal(judgeState(times, 200), 'active');
    assert.equal(judgeState(times, 299), 'active');
    assert.equal(judgeState(times, 300), 'retiring');
    assert.equal(judgeState(times, retiredAtMs - 1), 'retiring');
    assert.equal(judgeState(times, retiredAtMs), 'retired');
  });

  it('K2 keeps a key active as long as it has no successor', () => {
    assert.equal(judgeState({ ...times, activeUntilMs: null }, 1e15), 'active');
  });

  it('K3 judges a revoked key as revoked at any time', () => {
    for (const nowMs of [0, 150, 250, 310, 1e15])
      assert.equal(judgeState({ ...times, revokedAtMs: 250 }, nowMs), 'revoked');
  });

  it('K3 lets next, active and retiring keys verify, and no others', () => {
    const states = ['next', 'active', 'retiring', 'retired', 'revoked'] as const;
    assert.deepEqual(states.filter(mayVerify), ['next', 'active', 'retiring']);
  });

  it('K2 makes a successor due one lead before the key has signed for its time', () => {
    const timing = { signingKeyTtlMs: 1000, leadMs: 100 };
    assert.equal(scheduleSuccessor(times, timing, 1099).isDue, false);
    assert.deepEqual(scheduleSuccessor(times, timing, 1100), { isDue: true, activeFromMs: 1200 });
  });

  it('K2 gives a late successor its whole lead', () => {
    assert.equal(scheduleSuccessor(times, { signingKeyTtlMs: 1000, leadMs: 100 }, 5000).activeFromMs, 5100);
  });

  it('K2 leads by the JWKS lifetime, the reload, the clocks and the storing', () => {
    assert.equal(
      computeLeadMs({ jwksTtlMs: 3_600_000, reloadMs: 30_000 }),
      3_600_000 + 30_000 + clockDifferenceMs + 10_000,
    );
  });
});
