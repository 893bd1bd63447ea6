/** One counter an attempt counts against. */
export interface AttemptCounter {
  /** HMAC-SHA-256 of what is counted (account, device, address): the store learns no name or address from it. */
  readonly key: Uint8Array;
  readonly limit: number;
  readonly windowMs: number;
}

export type AttemptReservation =
  | { readonly allowed: true }
  /** `firstRefusal`: this window has not refused before, so one audit event is due and not one per guess. */
  | { readonly allowed: false; readonly retryAfterMs: number; readonly firstRefusal: boolean };

export interface AttemptStore {
  /**
   * Count one attempt against every counter, or against none when any of them is full, atomically: of any number of
   * concurrent attempts no more than `limit` are allowed in a window. Windows start with their first attempt.
   */
  reserveAttempt(counters: readonly AttemptCounter[]): Promise<AttemptReservation>;
  /** Forget what was counted, after a success. */
  clearAttempts(keys: readonly Uint8Array[]): Promise<void>;
}
