/** Where the present comes from. Everything that judges time takes one, so that a test can shift all of it at once. */
export interface Clock {
  /** Milliseconds since the Unix epoch. Never goes backwards within a process. */
  nowMs(): number;
}

/** A shift in milliseconds that threads of one process share. Tests move time with it; production passes none. */
export type SharedOffset = BigInt64Array<SharedArrayBuffer>;

/** A shift of zero that may be handed to several clocks, worker threads included. */
export function createSharedOffset(): SharedOffset {
  return new BigInt64Array(new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT));
}

/**
 * The machine's clock, clamped so that a correction backwards never makes time run twice.
 *
 * @param offset - added to every reading; read anew each time.
 */
export function createClock(offset?: SharedOffset): Clock {
  let latestMs = 0;
  return {
    nowMs(): number {
      const shiftMs = offset === undefined ? 0 : Number(Atomics.load(offset, 0));
      latestMs = Math.max(latestMs, Date.now() + shiftMs);
      return latestMs;
    },
  };
}
