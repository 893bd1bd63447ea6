import type { SecretPurpose, SigningPurpose } from './key-ring.ts';
import type { Ring } from './ring.ts';
import { judgeState, type KeyState } from './schedule.ts';

/** One key entered another state. Holds no key material. */
export interface KeyChange {
  /** Thumbprint, or the id of a secret. */
  readonly kid: string;
  readonly purpose: SigningPurpose | SecretPurpose;
  readonly alg: string;
  readonly state: KeyState;
  /** Undefined for a key just made. */
  readonly previousState: KeyState | undefined;
}

type StatedKey = Omit<KeyChange, 'previousState'>;
/** The state of each key by its `kid`. */
export type RingStates = ReadonlyMap<string, StatedKey>;

/** The states of a ring's keys at a time. */
export function readStates(ring: Ring, nowMs: number): RingStates {
  return new Map(
    ring.keys.map((key) => {
      const { kid, purpose, alg } = key;
      return [kid, { kid, purpose, alg, state: judgeState(key, nowMs) }];
    }),
  );
}

/** What changed between two looks. A key that is gone has retired. */
export function compareStates(before: RingStates, after: RingStates): readonly KeyChange[] {
  const changes: KeyChange[] = [];
  for (const key of after.values()) {
    const previousState = before.get(key.kid)?.state;
    if (previousState !== key.state) changes.push({ ...key, previousState });
  }
  for (const key of before.values()) {
    const isReported = key.state === 'retired' || after.has(key.kid);
    if (!isReported) changes.push({ ...key, state: 'retired', previousState: key.state });
  }
  return changes;
}
