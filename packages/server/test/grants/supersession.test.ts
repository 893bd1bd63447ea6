import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testSeed } from '@latchkey/testing/run';
import fc from 'fast-check';
import {
  findSupersession,
  maxSupersessions,
  recordSupersession,
  type Supersession,
} from '../../src/grants/supersession.ts';

const overlapMs = 30_000;

function rotateAt(times: readonly number[]): readonly Supersession[] {
  return times.reduce<readonly Supersession[]>(
    (earlier, atMs, generation) => recordSupersession(earlier, generation, overlapMs, atMs, []),
    [],
  );
}

describe('the memory of superseded generations', () => {
  it('knows when each of the last generations was superseded', () => {
    const supersessions = rotateAt([1_000, 2_000, 3_000]);
    assert.deepEqual(
      [0, 1, 2, 3].map((generation) => findSupersession(supersessions, generation)?.atMs),
      [1_000, 2_000, 3_000, undefined],
    );
  });

  it('forgets what is older than the overlap, and does not take it for what came after', () => {
    const supersessions = rotateAt([1_000, 2_000, 31_500]);
    assert.equal(findSupersession(supersessions, 0), undefined);
    assert.equal(findSupersession(supersessions, 1)?.atMs, 2_000);
  });

  it('keeps across downtime what the overlap still covers', () => {
    const earlier = recordSupersession([], 0, overlapMs, 1_000, []);
    const downtimes = [{ beganAtMs: 2_000, endedAtMs: 102_000 }];
    assert.equal(recordSupersession(earlier, 1, overlapMs, 103_000, downtimes).length, 2);
  });

  it('stays small, never forgets within the overlap, and stretches it by a seventh at most', () => {
    const gaps = fc.array(fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 5_000 })), {
      maxLength: 200,
      size: 'max',
    });
    fc.assert(
      fc.property(gaps, (gapsMs) => {
        let nowMs = 1_000_000;
        const times = gapsMs.map((gapMs) => {
          nowMs += gapMs;
          return nowMs;
        });
        const supersessions = rotateAt(times);
        assert.ok(supersessions.length <= maxSupersessions);
        for (const [generation, atMs] of times.entries()) {
          const found = findSupersession(supersessions, generation);
          if (nowMs - atMs < overlapMs) assert.ok(found !== undefined, `generation ${generation} is forgotten`);
          if (found === undefined) continue;
          assert.ok(found.atMs >= atMs, 'the overlap was shortened');
          assert.ok(found.atMs - atMs <= overlapMs / 7, `the overlap was stretched by ${found.atMs - atMs} ms`);
        }
      }),
      { seed: testSeed(), numRuns: 500 },
    );
  });

  it('is exact for up to 16 rotations within the overlap', () => {
    const times = Array.from({ length: 16 }, (_, index) => 1_000 + index * 100);
    const supersessions = rotateAt(times);
    assert.deepEqual(
      times.map((_, generation) => findSupersession(supersessions, generation)?.atMs),
      times,
    );
  });
});
