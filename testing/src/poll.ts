import { setTimeout as wait } from 'node:timers/promises';

/** What the machine is given to become slow, not what anything takes. */
const patienceMs = 60_000;
const pauseMs = 10;

/**
 * Ask again and again until the answer is one, then give it back.
 *
 * @param what - for the message.
 * @param ask - `undefined` and `false` are no answer.
 * @throws Error after a minute.
 */
export async function pollFor<T>(what: string, ask: () => T | Promise<T>): Promise<Exclude<T, undefined | false>> {
  const deadlineMs = Date.now() + patienceMs;
  while (Date.now() < deadlineMs) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer as Exclude<T, undefined | false>;
    await wait(pauseMs);
  }
  throw new Error(`${what} did not come about within ${patienceMs / 1000} s`);
}
