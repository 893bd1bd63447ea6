import { isDeepStrictEqual } from 'node:util';
import { type CompleteKeyPolicy, type KeySlot, listSlots } from './policy.ts';
import { isSameSlot, type Ring, type RingKey } from './ring.ts';
import {
  clockDifferenceMs,
  computeLeadMs,
  computeRetentionMs,
  judgeState,
  type KeyTimes,
  scheduleSuccessor,
} from './schedule.ts';

/** A key that should come to exist. Making it needs randomness and time, and so is not part of the planning. */
export type PlannedKey = KeySlot & KeyTimes;

export interface RingPlan {
  /** The ring with the keys that exist: times adjusted, the dead removed, `version` still the old one. */
  readonly ring: Ring;
  readonly additions: readonly PlannedKey[];
  /** Whether anything differs from the ring that was given. */
  readonly isChange: boolean;
}

/**
 * What the ring should be now. A pure function: the same ring, policy and time give the same plan.
 *
 * - Every slot of the policy has one active key. A slot that has none, new or with its key revoked, gets one at once: the
 *   next key if there is one, otherwise a new one that verifiers must fetch when they meet it.
 * - A successor is added one lead before the active key has signed for `signingKeyTtlMs`. The active key goes on until
 *   then however late that is: {@link scheduleSuccessor}. One that was planned too far ahead is brought forward.
 * - A slot the policy no longer names keeps its key for what remains of its time, without successor.
 * - Keys whose last token is dead are removed.
 */
export function planRing(ring: Ring, policy: CompleteKeyPolicy, nowMs: number): RingPlan {
  const longestLeadMs = Math.max(ring.longestLeadMs, computeLeadMs(policy));
  const timing = { signingKeyTtlMs: policy.signingKeyTtlMs, leadMs: longestLeadMs };
  const living = ring.keys
    .filter((key) => isWorthKeeping(key, nowMs))
    .map((key) => extendRetention(key, policy, nowMs));

  const wanted = listSlots(policy);
  const unwanted = living.filter((key) => !wanted.some((slot) => isSameSlot(slot, key)));
  const kept: RingKey[] = unwanted.map((key) => letRunOut(key, unwanted, timing, nowMs));
  const additions: PlannedKey[] = [];
  for (const slot of wanted) {
    const keys = living.filter((key) => isSameSlot(slot, key));
    const planned = planSlot(
      keys,
      { ...slot, retainMs: computeRetentionMs(policy, policy.retainMs[slot.purpose]) },
      timing,
      nowMs,
    );
    kept.push(...planned.keys);
    if (planned.addition !== undefined) additions.push(planned.addition);
  }

  const planned: Ring = { version: ring.version, longestLeadMs, keys: kept };
  const isChange = additions.length > 0 || !isDeepStrictEqual(sortKeys(planned), sortKeys(ring));
  return { ring: planned, additions, isChange };
}

/**
 * The ring with a key withdrawn: from now on it neither signs nor verifies. The slot of an active key stays empty until
 * {@link planRing} fills it. The same ring when it has no such key, or only a revoked one.
 */
export function revokeKey(ring: Ring, kid: string, nowMs: number): Ring {
  const key = ring.keys.find((candidate) => candidate.kid === kid && candidate.revokedAtMs === null);
  if (key === undefined) return ring;
  return { ...ring, keys: replaceKey(ring.keys, key, { ...key, revokedAtMs: nowMs }) };
}

interface Timing {
  readonly signingKeyTtlMs: number;
  readonly leadMs: number;
}

interface SlotPlan {
  readonly keys: readonly RingKey[];
  readonly addition?: PlannedKey | undefined;
}

function planSlot(
  keys: readonly RingKey[],
  slot: KeySlot & { readonly retainMs: number },
  timing: Timing,
  nowMs: number,
): SlotPlan {
  const active = keys.find((key) => judgeState(key, nowMs) === 'active');
  const next = keys.find((key) => judgeState(key, nowMs) === 'next');
  const addition = { ...slot, publishedAtMs: nowMs, activeUntilMs: null, revokedAtMs: null };
  if (active === undefined) {
    if (next === undefined) return { keys, addition: { ...addition, activeFromMs: nowMs } };
    return { keys: replaceKey(keys, next, { ...next, activeFromMs: nowMs }) };
  }
  const successor = scheduleSuccessor(active, timing, nowMs);
  if (next !== undefined) return { keys: bringForward(keys, active, next, successor.activeFromMs) };
  if (!successor.isDue) return { keys: replaceKey(keys, active, { ...active, activeUntilMs: null }) };
  return {
    keys: replaceKey(keys, active, { ...active, activeUntilMs: successor.activeFromMs }),
    addition: { ...addition, activeFromMs: successor.activeFromMs },
  };
}

/**
 * Whoever planned the next key has set when it takes over. Later than it would be set now, it was by a clock that ran ahead
 * or under a policy with more patience: left alone, the key in use might sign for years.
 */
function bringForward(
  keys: readonly RingKey[],
  active: RingKey,
  next: RingKey,
  latestFromMs: number,
): readonly RingKey[] {
  if (next.activeFromMs <= latestFromMs + clockDifferenceMs) return keys;
  const ending = replaceKey(keys, active, { ...active, activeUntilMs: latestFromMs });
  return replaceKey(ending, next, { ...next, activeFromMs: latestFromMs });
}

/** An active key of a slot nobody wants ends when it would have had a successor, unless one is already there. */
function letRunOut(key: RingKey, unwanted: readonly RingKey[], timing: Timing, nowMs: number): RingKey {
  if (judgeState(key, nowMs) !== 'active') return key;
  if (unwanted.some((other) => isSameSlot(other, key) && judgeState(other, nowMs) === 'next')) return key;
  return { ...key, activeUntilMs: Math.max(key.activeFromMs + timing.signingKeyTtlMs, nowMs) };
}

/** A key that may still sign keeps up with a policy under which what it makes lives longer; never the other way. */
function extendRetention(key: RingKey, policy: CompleteKeyPolicy, nowMs: number): RingKey {
  const state = judgeState(key, nowMs);
  if (state !== 'next' && state !== 'active') return key;
  const retainMs = computeRetentionMs(policy, policy.retainMs[key.purpose]);
  return { ...key, retainMs: Math.max(key.retainMs, retainMs) };
}

/** Revoked keys stay as long as something they made could be shown, so that the ring can say why it is refused. */
function isWorthKeeping(key: RingKey, nowMs: number): boolean {
  if (key.revokedAtMs === null) return judgeState(key, nowMs) !== 'retired';
  return nowMs < key.revokedAtMs + key.retainMs + clockDifferenceMs;
}

function replaceKey(keys: readonly RingKey[], old: RingKey, replacement: RingKey): readonly RingKey[] {
  return keys.map((key) => (key === old ? replacement : key));
}

function sortKeys(ring: Ring): Ring {
  return { ...ring, keys: ring.keys.toSorted((one, other) => (one.kid < other.kid ? -1 : 1)) };
}
