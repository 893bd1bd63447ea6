/** A stretch in which no store was open: nobody could have refreshed, so it makes nothing older. */
export interface Downtime {
  readonly beganAtMs: number;
  readonly endedAtMs: number;
}

/**
 * Whether something happened less than `windowMs` ago, downtime not counted. False for what lies in the future: a clock
 * that went back must open no window.
 */
export function isWithin(atMs: number, windowMs: number, nowMs: number, downtimes: readonly Downtime[]): boolean {
  if (atMs > nowMs) return false;
  let ageMs = nowMs - atMs;
  for (const downtime of downtimes) {
    const fromMs = Math.max(atMs, downtime.beganAtMs);
    const untilMs = Math.min(nowMs, downtime.endedAtMs);
    ageMs -= Math.max(0, untilMs - fromMs);
  }
  return ageMs < windowMs;
}
