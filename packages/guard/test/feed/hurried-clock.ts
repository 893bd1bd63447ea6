import type { GuardClock } from '../../src/clock.ts';

/** The machine's clocks, of which a test can let the monotonic one run faster for a while. */
export interface HurriedClock extends GuardClock {
  /** While `act` is under way, so many seconds pass in each. */
  hurry<T>(rate: number, act: () => Promise<T>): Promise<T>;
}

export function createHurriedClock(): HurriedClock {
  let rate = 1;
  let [sinceMs, atMs] = [0, 0];
  const monotonicMs = (): number => atMs + (performance.now() - sinceMs) * rate;

  function setRate(next: number): void {
    [atMs, sinceMs] = [monotonicMs(), performance.now()];
    rate = next;
  }

  return {
    nowMs: () => Date.now(),
    monotonicMs,
    async hurry(faster, act) {
      setRate(faster);
      try {
        return await act();
      } finally {
        setRate(1);
      }
    },
  };
}
