/** Whether the wall clock may be trusted with deleting things. */
export interface JumpDetector {
  /** True while the wall clock has recently moved otherwise than the monotonic one. Ask regularly. */
  hasJumped(): boolean;
}

/** The two clocks may drift apart by this much between two questions: more is a jump. */
const toleranceMs = 5_000;
/** A clock that stands by its new time for so long is believed; an operator had that long to notice. */
const settlingMs = 3_600_000;

/**
 * Notices when the wall clock is set. A clock that jumps ahead for a minute would otherwise make everything look
 * expired, and what is pruned does not come back.
 *
 * @param clocks - for tests.
 */
export function createJumpDetector(
  clocks: { readonly wallMs: () => number; readonly monotonicMs: () => number } = {
    wallMs: () => Date.now(),
    monotonicMs: () => performance.now(),
  },
): JumpDetector {
  let trustedOffsetMs = clocks.wallMs() - clocks.monotonicMs();
  let jump: { offsetMs: number; sinceMonotonicMs: number } | undefined;
  return {
    hasJumped() {
      const monotonicMs = clocks.monotonicMs();
      const offsetMs = clocks.wallMs() - monotonicMs;
      const settled =
        jump !== undefined && isClose(offsetMs, jump.offsetMs) && monotonicMs - jump.sinceMonotonicMs >= settlingMs;
      if (settled || isClose(offsetMs, trustedOffsetMs)) {
        // Followed, so that years of slow drift never add up to a jump.
        trustedOffsetMs = offsetMs;
        jump = undefined;
        return false;
      }
      if (jump === undefined || !isClose(offsetMs, jump.offsetMs)) jump = { offsetMs, sinceMonotonicMs: monotonicMs };
      return true;
    },
  };
}

function isClose(leftMs: number, rightMs: number): boolean {
  return Math.abs(leftMs - rightMs) <= toleranceMs;
}
