import { setTimeout as wait } from 'node:timers/promises';
import { GuardError } from './guard-error.ts';
import type { KeyKeeper } from './jwks/key-keeper.ts';

const patienceMs = 10_000;
/** Often enough that a start does not drag, seldom enough for an issuer that starts at the same time. */
const retryMs = 500;

export interface Readiness {
  /** @throws GuardError `not_ready` when keys or revocations do not come in time; `closed`. */
  wait(): Promise<void>;
  close(): void;
}

/** Waits for the first keys and the first snapshot. A process that awaits them stays alive until they are there, or late. */
export function createReadiness(keys: KeyKeeper, firstSnapshot: Promise<void>): Readiness {
  const closing = new AbortController();

  async function loadKeys(deadlineMs: number): Promise<void> {
    for (;;) {
      try {
        return await keys.refresh();
      } catch (cause) {
        if (performance.now() + retryMs > deadlineMs) {
          throw new GuardError('not_ready', 'The keys of the issuer did not come in time', cause);
        }
      }
      await wait(retryMs, undefined, { signal: closing.signal });
    }
  }

  return {
    async wait() {
      const late = new AbortController();
      try {
        await loadKeys(performance.now() + patienceMs);
        const lapse = wait(patienceMs, undefined, { signal: AbortSignal.any([closing.signal, late.signal]) });
        await Promise.race([firstSnapshot, lapse.then(refuseToWait)]);
      } catch (cause) {
        if (closing.signal.aborted) throw new GuardError('closed', 'The guard was closed', cause);
        throw cause;
      } finally {
        late.abort();
      }
    },
    close: () => closing.abort(),
  };
}

function refuseToWait(): never {
  throw new GuardError('not_ready', 'The revocation log of the issuer did not come in time');
}
