/** Where a guard's present comes from. Tests give their own. */
export interface GuardClock {
  /** The time of day, to compare with what tokens say: milliseconds since the Unix epoch. */
  nowMs(): number;
  /** Never goes backwards and never jumps: how old what was fetched is. Milliseconds since some moment. */
  monotonicMs(): number;
}

/** The machine's own clocks. */
export const systemClock: GuardClock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};
