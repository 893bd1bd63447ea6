/** What a store with many grants is asked to do. */
export interface ScaleQuestion {
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
  /** Of the database file, with the session and the person that each grant has. */
  readonly bytesPerGrant: number;
}
