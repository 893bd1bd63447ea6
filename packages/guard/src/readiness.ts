import { setTimeout as wait } from 'node:timers/promises';
import { GuardError } from './guard-error.ts';
import type { KeyKeeper } from './jwks/key-keeper.ts';

/** For keys and revocations together. */
const defaultPatienceMs = 10_000;
/** Often enough that a start does not drag, seldom enough for an issuer that starts at the same time. */
const retryMs = 500;

export interface Readiness {
  /** @throws GuardError `not_ready` when keys or revocations do not come in time; `closed`. */
  wait(): Promise<void>;
  close(): void;
}

/** Waits for the first keys and the first snapshot. A process that awaits them stays alive until they are there, or late. */
export function createReadiness(
  keys: Pick<KeyKeeper, 'refresh'>,
  firstSnapshot: Promise<void>,
  patienceMs: number = defaultPatienceMs,
): Readiness {
  const closing = new AbortController();

  async function loadKeys(over: AbortSignal, onFailure: (cause: unknown) => void): Promise<void> {
    for (;;) {
      try {
        return await keys.refresh();
      } catch (cause) {
        onFailure(cause);
      }
      await wait(retryMs, undefined, { signal: over });
    }
  }

  return {
    async wait() {
      const done = new AbortController();
      const over = AbortSignal.any([closing.signal, done.signal]);
      let missing = 'keys';
      let reason: unknown;
      const arrival = loadKeys(over, (cause) => {
        reason = cause;
      }).then(() => {
        missing = 'revocation log';
        reason = undefined;
        return firstSnapshot;
      });
      // A fetch under way may take longer than anybody should wait.
      const lapse = wait(patienceMs, undefined, { signal: over }).then(() => {
        throw new GuardError('not_ready', `The ${missing} of the issuer did not come in time`, reason);
      });
      try {
        await Promise.race([arrival, lapse]);
      } catch (cause) {
        if (closing.signal.aborted) throw new GuardError('closed', 'The guard was closed', cause);
        throw cause;
      } finally {
        done.abort();
      }
    },
    close: () => closing.abort(),
  };
}
