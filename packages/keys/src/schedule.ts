/**
 * Where a key is in its life.
 * - `next`: published, so that verifiers have it in time; makes nothing yet.
 * - `active`: the one key of its slot that signs.
 * - `retiring`: signs no more; verifies what it signed.
 * - `retired`: nothing it made can be alive; about to be removed.
 * - `revoked`: withdrawn; neither signs nor verifies.
 */
export type KeyState = 'next' | 'active' | 'retiring' | 'retired' | 'revoked';

/** The times in a key's life, in milliseconds since the Unix epoch. All of a key's state follows from them. */
export interface KeyTimes {
  /** When it entered the ring, and with that the JWKS. */
  readonly publishedAtMs: number;
  /** From then on it is active. */
  readonly activeFromMs: number;
  /** From then on its successor is active; null as long as no successor is planned. */
  readonly activeUntilMs: number | null;
  /**
   * How long it verifies after it has stopped signing: the greatest {@link computeRetentionMs} of any policy that a node had
   * while the key was next or active.
   */
  readonly retainMs: number;
  readonly revokedAtMs: number | null;
}

/** Two nodes are each at most 5 s off, or they are not ready; so they differ by twice that at most. */
export const clockDifferenceMs = 10_000;

/** Ample time between planning a key and having it stored: an RSA key on a busy machine, a slow disk. */
const storingMs = 10_000;

/** A key's state at a time. */
export function judgeState(key: KeyTimes, nowMs: number): KeyState {
  if (key.revokedAtMs !== null) return 'revoked';
  if (nowMs < key.activeFromMs) return 'next';
  if (key.activeUntilMs === null || nowMs < key.activeUntilMs) return 'active';
  return nowMs < key.activeUntilMs + key.retainMs + clockDifferenceMs ? 'retiring' : 'retired';
}

/**
 * How long a key is kept after it has stopped signing: the longest life of anything it made, and the time until a node
 * notices that another one, under a newer policy, made something that lives longer.
 */
export function computeRetentionMs(policy: { readonly reloadMs: number }, longestLifeMs: number): number {
  return longestLifeMs + policy.reloadMs;
}

/** Whether a key in this state may verify. `next` may, for the node whose clock is ahead signs with it already. */
export function mayVerify(state: KeyState): boolean {
  return state === 'next' || state === 'active' || state === 'retiring';
}

/** When a successor made now would become active: not before every verifier and node has it, nor before it is due. */
export function scheduleSuccessor(
  active: KeyTimes,
  timing: { readonly signingKeyTtlMs: number; readonly leadMs: number },
  nowMs: number,
): { readonly isDue: boolean; readonly activeFromMs: number } {
  const dueAtMs = active.activeFromMs + timing.signingKeyTtlMs;
  return {
    isDue: nowMs >= dueAtMs - timing.leadMs,
    activeFromMs: Math.max(dueAtMs, nowMs + timing.leadMs),
  };
}

/**
 * How long a key is in the ring before it signs: one JWKS lifetime, after the time to store it, the time the slowest node
 * takes to notice it, and the most that clocks differ.
 */
export function computeLeadMs(timing: { readonly jwksTtlMs: number; readonly reloadMs: number }): number {
  return timing.jwksTtlMs + storingMs + timing.reloadMs + clockDifferenceMs;
}
