import { pollFor } from '@latchkey/testing/poll';
import type { PasswordAlgorithm } from '../../src/sign-in/argon2id.ts';

/** Passwords "hashed" in no time, with a record of all the work that was done. */
export interface CountingPasswords extends PasswordAlgorithm {
  /** `hash` or `verify`, in order; `verify` with the parameters it was given. */
  readonly work: string[];
  /** Let no piece of work that begins from now on end until the answer is called. */
  hold(): () => void;
  /** Let what begins from now on end at once; what is held goes on waiting. */
  stopHolding(): void;
  /** Until so many pieces of work have begun. */
  waitForWork(count: number): Promise<unknown>;
}

export function createCountingPasswords(parameters = 'current'): CountingPasswords {
  const read = (hash: string): string => hash.split('$')[1] ?? '';
  let gate: Promise<void> | undefined;
  const self: CountingPasswords = {
    work: [],
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    },
    stopHolding() {
      gate = undefined;
    },
    waitForWork: (count) => pollFor(`${count} pieces of work`, () => self.work.length >= count),
    async hash(password) {
      self.work.push(`hash ${parameters}`);
      await gate;
      return `$${parameters}$${password}`;
    },
    async verify(passwordHash, password) {
      self.work.push(`verify ${read(passwordHash)}`);
      await gate;
      return passwordHash === `$${read(passwordHash)}$${password}`;
    },
    isCurrent: (passwordHash) => read(passwordHash) === parameters,
    createDummyHash: () => `$${parameters}$\u0000 no password`,
  };
  return self;
}
