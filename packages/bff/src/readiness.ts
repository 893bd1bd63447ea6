import { setTimeout as wait } from 'node:timers/promises';
import { describeError } from './authority/failure.ts';
import { BffError } from './bff-error.ts';

const defaultPatienceMs = 10_000;
const retryMs = 250;

/** Waits for the authority at start. */
export interface Readiness {
  /** Resolves once the attempt succeeds. @throws BffError `not_ready` after ten seconds, `closed` when closed before. */
  wait(): Promise<void>;
  close(): void;
}

/** @param attempt - rejects for as long as the authority cannot be asked; tried again a few times a second. */
export function createReadiness(attempt: () => Promise<unknown>, patienceMs: number = defaultPatienceMs): Readiness {
  const closing = new AbortController();

  async function waitUntil(deadline: AbortSignal): Promise<void> {
    const { promise: ended, reject } = Promise.withResolvers<never>();
    // Also when nobody waits for it any more.
    ended.catch(() => {});
    deadline.addEventListener('abort', () => reject(deadline.reason as Error), { once: true });
    let latest: unknown;
    while (!deadline.aborted) {
      try {
        await Promise.race([attempt(), ended]);
        return;
      } catch (error) {
        if (!deadline.aborted) latest = error;
      }
      await wait(retryMs, undefined, { signal: deadline }).catch(() => {});
    }
    if (closing.signal.aborted) throw new BffError('closed', 'The browser proxy was closed before it was ready');
    const reason = latest === undefined ? 'no answer' : describeError(latest);
    throw new BffError('not_ready', `The metadata of the authority cannot be read (${reason}); check issuer`, latest);
  }

  return {
    wait: () => waitUntil(AbortSignal.any([closing.signal, AbortSignal.timeout(patienceMs)])),
    close: () => closing.abort(),
  };
}
