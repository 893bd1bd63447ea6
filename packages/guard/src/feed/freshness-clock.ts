import type { Freshness } from '../revocation-view.ts';

/**
 * How old what is known is, by this machine's monotonic clock alone.
 *
 * The first message on a connection rests on a read that began after the connection was asked for, so it is counted from
 * that moment; each later one from as much later as the authority's clock says. A message that was held up on its way
 * therefore makes the log look older, never newer.
 */
export interface FreshnessClock {
  /** A connection is being asked for. */
  startConnection(nowMs: number): void;
  /** The log is known as it was at `readAtMs` of the authority's clock. */
  note(readAtMs: number, nowMs: number): void;
  freshness(nowMs: number): Freshness;
}

export function createFreshnessClock(): FreshnessClock {
  let askedAtMs = 0;
  /** From the authority's clock to ours, on this connection. */
  let offsetMs: number | undefined;
  let knownAtMs: number | undefined;
  return {
    startConnection(nowMs) {
      askedAtMs = nowMs;
      offsetMs = undefined;
    },
    note(readAtMs, nowMs) {
      offsetMs ??= askedAtMs - readAtMs;
      // Nothing was read after it arrived: where the clocks ran apart, ours counts.
      offsetMs = Math.min(offsetMs, nowMs - readAtMs);
      knownAtMs = Math.max(knownAtMs ?? Number.NEGATIVE_INFINITY, readAtMs + offsetMs);
    },
    freshness(nowMs) {
      return knownAtMs === undefined ? { state: 'loading' } : { state: 'known', ageMs: nowMs - knownAtMs };
    },
  };
}
