import type { FilledGrants } from './fill-store.ts';

/** What a store with many grants is asked to do. */
export interface ScaleQuestion {
  readonly grants: FilledGrants;
  /** Before anything counts. */
  readonly warmUpMs: number;
  readonly durationMs: number;
}

/** What one round of refreshes at random measured. */
export interface ScaleRound {
  /** Of all threads of the process, for one refresh. */
  readonly cpuUs: number;
  /** From asking the store to its durable answer. */
  readonly medianMs: number;
  readonly p99Ms: number;
}
