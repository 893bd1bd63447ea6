/** Where the sealed ring is kept. A provider sees ciphertext only and needs no trust but to be there. */
export interface RingProvider {
  /** The bytes stored last; undefined when nothing ever was. */
  load(): Promise<Uint8Array | undefined>;
  /**
   * Store `next` if what is stored is exactly `previous` (undefined: nothing), atomically, also against other processes.
   * True only once it is durable.
   */
  compareAndSwap(previous: Uint8Array | undefined, next: Uint8Array): Promise<boolean>;
}

/**
 * Remembers the highest version of the ring ever used, somewhere a writer to the ring's own place cannot change, so that
 * an old ring put back while the authority was down is noticed.
 */
export interface RingWitness {
  /** Undefined when nothing was ever written. */
  readWitness(): Promise<number | undefined>;
  /** Remember a version; one lower than what is remembered changes nothing. */
  writeWitness(version: number): Promise<void>;
}

/** A ring in memory, for tests. Everything ends with the process, and every token with it. */
export function createMemoryProvider(): RingProvider {
  let stored: Uint8Array | undefined;
  return {
    load: () => Promise.resolve(stored),
    compareAndSwap(previous, next) {
      const isUnchanged = previous === undefined ? stored === undefined : hasSameBytes(previous, stored);
      if (isUnchanged) stored = Uint8Array.from(next);
      return Promise.resolve(isUnchanged);
    },
  };
}

/** Whether both hold the same bytes. Sealed rings are no secret, so time does not matter. */
export function hasSameBytes(one: Uint8Array, other: Uint8Array | undefined): boolean {
  return other !== undefined && Buffer.compare(one, other) === 0;
}
