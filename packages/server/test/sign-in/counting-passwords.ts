import type { PasswordAlgorithm } from '../../src/sign-in/argon2id.ts';

/** Passwords "hashed" in no time, with a record of all the work that was done. */
export interface CountingPasswords extends PasswordAlgorithm {
  /** `hash` or `verify`, in order; `verify` with the parameters it was given. */
  readonly work: string[];
  /** While set, every piece of work waits for it. */
  gate: Promise<void> | undefined;
}

export function createCountingPasswords(parameters = 'current'): CountingPasswords {
  const read = (hash: string): string => hash.split('$')[1] ?? '';
  const self: CountingPasswords = {
    work: [],
    gate: undefined,
    async hash(password) {
      self.work.push(`hash ${parameters}`);
      await self.gate;
      return `$${parameters}$${password}`;
    },
    async verify(passwordHash, password) {
      self.work.push(`verify ${read(passwordHash)}`);
      await self.gate;
      return passwordHash === `$${read(passwordHash)}$${password}`;
    },
    isCurrent: (passwordHash) => read(passwordHash) === parameters,
    createDummyHash: () => `$${parameters}$\u0000 no password`,
  };
  return self;
}
