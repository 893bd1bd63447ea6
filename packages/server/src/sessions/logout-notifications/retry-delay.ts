/** A client that restarts is told within seconds; one that is down for long is not kept busy. */
const delaysMs = [1_000, 5_000, 30_000, 120_000, 600_000] as const;

/** How long after this attempt, counted from 1, the next one is due. */
export function chooseRetryDelayMs(attempt: number): number {
  return delaysMs[Math.min(attempt, delaysMs.length) - 1] ?? delaysMs[0];
}
