/** Where the engine runs. */
export type Side = 'main' | 'worker';

/** What one round measured. */
export interface RoundResult {
  /** Median cost of one sync of 4 KiB on the disk of this round. */
  readonly fsyncMs: number;
  readonly refreshesPerSecond: number;
  /** Of the thread that would serve HTTP; about 1 ms when it is idle, the resolution of the probe. */
  readonly loopDelayMedianMs: number;
  readonly loopDelayP99Ms: number;
  /** From asking to the durable answer. */
  readonly latencyMedianMs: number;
}
