import { type Downtime, isWithin } from './elapsed.ts';

/** When a run of consecutive generations had all been superseded. */
export interface Supersession {
  readonly firstGeneration: number;
  readonly lastGeneration: number;
  readonly atMs: number;
}

/** A row keeps at most so many: enough for two tabs that quarrel, and a bound on what a rotating client can store. */
export const maxSupersessions = 16;

/**
 * Remember that `generation` is superseded now, and forget what is older than the overlap.
 *
 * A client that rotates more often than 16 times within the overlap makes neighbours merge under the later of their
 * times. That may stretch the overlap of the earlier one, by a seventh of the overlap at most, and never shortens it.
 *
 * @param earlier - newest first, as this function returned it.
 * @returns Newest first.
 */
export function recordSupersession(
  earlier: readonly Supersession[],
  generation: number,
  overlapMs: number,
  nowMs: number,
  downtimes: readonly Downtime[],
): readonly Supersession[] {
  const recent = earlier.filter((entry) => isWithin(entry.atMs, overlapMs, nowMs, downtimes));
  const all = [{ firstGeneration: generation, lastGeneration: generation, atMs: nowMs }, ...recent];
  return all.length > maxSupersessions ? mergeClosest(all) : all;
}

/** When a generation was superseded, as far as the row still knows. */
export function findSupersession(supersessions: readonly Supersession[], generation: number): Supersession | undefined {
  return supersessions.find((entry) => entry.firstGeneration <= generation && generation <= entry.lastGeneration);
}

/**
 * Merge the two neighbours, neither the newest nor the oldest, that lie closest together: of 14 such pairs one spans a
 * seventh of the overlap or less, counted from the entry before it. The newest stays exact, it is most often replayed.
 */
function mergeClosest(entries: readonly Supersession[]): readonly Supersession[] {
  let best = 1;
  let bestSpanMs = Number.POSITIVE_INFINITY;
  for (const [index, entry] of entries.entries()) {
    const before = entries[index + 2];
    if (index === 0 || before === undefined) continue;
    if (entry.atMs - before.atMs < bestSpanMs) {
      best = index;
      bestSpanMs = entry.atMs - before.atMs;
    }
  }
  const newer = entries[best];
  const older = entries[best + 1];
  if (newer === undefined || older === undefined) return entries;
  const merged = { ...newer, firstGeneration: older.firstGeneration };
  return [...entries.slice(0, best), merged, ...entries.slice(best + 2)];
}
