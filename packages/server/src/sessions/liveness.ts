/** What decides whether a session is over, as its row says. */
export interface SessionLiveness {
  /** Why it was ended; undefined while it was not. */
  readonly endReason: string | undefined;
  readonly idleExpiresAtMs: number;
  readonly absoluteExpiresAtMs: number;
}

/** Idle too long, or past its end. Says nothing of one that was ended. */
export function isSessionExpired(session: SessionLiveness, nowMs: number): boolean {
  return nowMs >= session.idleExpiresAtMs || nowMs >= session.absoluteExpiresAtMs;
}
