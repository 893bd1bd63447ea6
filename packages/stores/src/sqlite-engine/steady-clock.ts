import type { Clock } from '@latchkey/server/store';

/** A clock that never runs back and never stands still. */
export interface SteadyClock {
  /**
   * Milliseconds since the Unix epoch, whole.
   *
   * @param notBeforeMs - what a database has seen already.
   */
  nowMs(notBeforeMs: number): number;
}

/** How fast time goes on while the machine's clock is behind what has been seen: slowly enough to be caught up with. */
const creepingRate = 0.5;

/**
 * Judge time by the machine's clock, and creep on at half its rate while that is behind: it was ahead, and has been set
 * right. If time stood still until then, no overlap would end (a stolen refresh token would pass for a retry), no lease, no
 * session and no window of the limits.
 *
 * @param monotonicMs - for tests.
 */
export function createSteadyClock(clock: Clock, monotonicMs: () => number = () => performance.now()): SteadyClock {
  let latestMs = 0;
  let readAtMs = monotonicMs();
  return {
    nowMs(notBeforeMs) {
      const sinceMs = monotonicMs() - readAtMs;
      readAtMs += sinceMs;
      latestMs = Math.max(clock.nowMs(), notBeforeMs, latestMs + sinceMs * creepingRate);
      return Math.floor(latestMs);
    },
  };
}
