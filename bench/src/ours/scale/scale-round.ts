import type { IssuedGrant } from '../../../../packages/stores/src/contract/steps.ts';

/** What a store with many grants is asked to do. */
export interface ScaleQuestion {
  /** The first grant of the store; the others differ from it in their numbers, which count up. */
  readonly first: IssuedGrant;
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
