import type { JsonWebKey } from 'node:crypto';
import type { KeySlot } from './policy.ts';
import type { KeyTimes } from './schedule.ts';

/** One key of the ring, as it is stored. */
export type RingKey = KeySlot &
  KeyTimes & {
    /** RFC 7638 thumbprint of the public key; for a secret its random 32-bit id in decimal. Unique in the ring. */
    readonly kid: string;
    /** The private key, or `{ kty: 'oct', k }` for a secret. */
    readonly material: JsonWebKey;
  };

/** The whole record: what is sealed, stored and compared. */
export interface Ring {
  /** Grows by one with each change; an older one is never accepted again. */
  readonly version: number;
  /** The longest lead any policy ever had: a node or a verifier may still live by that one. */
  readonly longestLeadMs: number;
  readonly keys: readonly RingKey[];
}

/** Before the first opening. */
export const emptyRing: Ring = { version: 0, longestLeadMs: 0, keys: [] };

/** Whether two keys, or a key and a slot, are for the same purpose and algorithm. */
export function isSameSlot(one: KeySlot, other: KeySlot): boolean {
  return one.purpose === other.purpose && one.alg === other.alg;
}
