import { carryOutPlan } from './key-material.ts';
import { KeyRingError } from './key-ring-error.ts';
import { planRing, revokeKey } from './plan.ts';
import type { CompleteKeyPolicy } from './policy.ts';
import { hasSameBytes, type RingProvider, type RingWitness } from './provider.ts';
import { emptyRing, type Ring } from './ring.ts';
import { openRing, type RingSeal, sealRing } from './ring-record.ts';
import { createRingView, type RingView } from './ring-view.ts';

export interface RingKeeperParts extends RingSeal {
  readonly provider: RingProvider;
  readonly policy: CompleteKeyPolicy;
  readonly clock: { nowMs(): number };
  readonly witness?: RingWitness | undefined;
}

/** Holds the ring in memory and the stored one in step. Its methods must not overlap; the caller takes care of that. */
export interface RingKeeper {
  /** What is in memory; the empty ring before the first refresh. */
  view(): RingView;
  /** The stored ring as it is, or the empty one. Changes nothing. */
  readStored(): Promise<Ring>;
  /** Read the stored ring, bring it up to the plan, store it if that changed it, and take it into memory. */
  refresh(): Promise<void>;
  /** The same, with one key withdrawn. False when the ring has no such key. */
  revoke(kid: string): Promise<boolean>;
}

/** Each lost race means that another node changed the ring, after which there is rarely anything left to do. */
const attempts = 10;

/** @see openKeyRing for what the methods throw */
export function createRingKeeper(parts: RingKeeperParts): RingKeeper {
  const { provider, policy, clock, witness } = parts;
  let view = createRingView(emptyRing);
  let viewedBytes: Uint8Array | undefined;
  let highestVersion = 0;
  let witnessedVersion = 0;

  async function loadRing(): Promise<{ readonly bytes: Uint8Array | undefined; readonly ring: Ring }> {
    // The witness first: it follows the ring, so what another node changes in between makes the ring newer, not older.
    witnessedVersion = (await witness?.readWitness()) ?? 0;
    const bytes = await provider.load();
    const isKnown = bytes !== undefined && hasSameBytes(bytes, viewedBytes);
    const ring = bytes === undefined ? emptyRing : isKnown ? view.ring : openRing(bytes, parts);
    refuseRollBack(ring, Math.max(highestVersion, witnessedVersion));
    return { bytes, ring };
  }

  async function adopt(ring: Ring, bytes: Uint8Array): Promise<void> {
    if (ring !== view.ring) view = createRingView(ring);
    viewedBytes = bytes;
    highestVersion = ring.version;
    if (witnessedVersion < ring.version) await witness?.writeWitness(ring.version);
  }

  async function update(edit: (ring: Ring) => Ring): Promise<void> {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const { bytes, ring } = await loadRing();
      const edited = edit(ring);
      const plan = planRing(edited, policy, clock.nowMs());
      if (bytes !== undefined && edited === ring && !plan.isChange) return adopt(ring, bytes);
      const changed = await carryOutPlan(plan);
      const sealed = sealRing(changed, parts);
      if (await provider.compareAndSwap(bytes, sealed)) return adopt(changed, sealed);
    }
    throw new KeyRingError('contended', 'Other processes kept changing the key ring: try again.');
  }

  return {
    view: () => view,
    readStored: async () => (await loadRing()).ring,
    refresh: () => update((ring) => ring),
    async revoke(kid) {
      let isKnown = false;
      await update((ring) => {
        isKnown = ring.keys.some((key) => key.kid === kid);
        return isKnown ? revokeKey(ring, kid, clock.nowMs()) : ring;
      });
      return isKnown;
    },
  };
}

function refuseRollBack(ring: Ring, highestVersion: number): void {
  if (ring.version >= highestVersion) return;
  const found = ring.version === 0 ? 'The stored key ring is gone' : `The stored key ring has version ${ring.version}`;
  throw new KeyRingError(
    'rolled_back',
    `${found}, but version ${highestVersion} has been in use. Somebody put back an old one, or it was restored from a ` +
      'backup: restore the newest, or, to give up every token made since, remove the witness file and start again.',
  );
}
