import type { PasswordHashingConfig } from '../config/config.ts';
import { normalisePassword } from '../users/normalise.ts';
import type { PasswordAlgorithm } from './argon2id.ts';
import { createWorkQueue, type QueueLine } from './work-queue.ts';

/** More sign-ins at once than the machine may hash for. The caller answers 503 with `Retry-After`. */
export interface HasherBusy {
  readonly status: 'busy';
  readonly retryAfterSeconds: number;
}

export interface PasswordHasher {
  /** Whether work of this line would be turned away now; asked before an attempt is counted against anybody. */
  findBusy(line: QueueLine): HasherBusy | undefined;
  /** Hash a new password with the prevailing parameters. */
  hash(line: QueueLine, password: string): Promise<{ readonly status: 'hashed'; readonly hash: string } | HasherBusy>;
  /**
   * Verify a password. Without a hash (nobody of that name) the same work is done on a dummy and nothing matches.
   * `outdated`: it matched, and should be hashed again with the prevailing parameters.
   */
  verify(
    line: QueueLine,
    passwordHash: string | undefined,
    password: string,
  ): Promise<{ readonly status: 'checked'; readonly matches: boolean; readonly outdated: boolean } | HasherBusy>;
}

/** A full queue of the default length is worked off in about that time. */
const retryAfterSeconds = 5;

/** Of the waiting places one in four is kept for known devices. */
const shareForKnown = 0.25;

/**
 * Passwords are hashed as `normalisePassword` has them.
 * Cost is bounded: `concurrency` at a time, `queueLength` waiting, the rest refused at once.
 *
 * Does not check: whether the password is good (password-policy.ts) or how often somebody tried (limits.ts). A stored
 * hash with other parameters than the prevailing ones takes its own time until its owner signs in.
 */
export function createPasswordHasher(
  config: Pick<PasswordHashingConfig, 'concurrency' | 'queueLength'>,
  algorithm: PasswordAlgorithm,
): PasswordHasher {
  const queue = createWorkQueue({
    concurrency: config.concurrency,
    queueLength: config.queueLength,
    placesForKnown: Math.ceil(config.queueLength * shareForKnown),
  });
  const dummyHash = algorithm.createDummyHash();
  const busy: HasherBusy = { status: 'busy', retryAfterSeconds };

  return {
    findBusy: (line) => (queue.isFull(line) ? busy : undefined),

    async hash(line, password) {
      const outcome = await queue.run(line, () => algorithm.hash(normalisePassword(password)));
      return outcome.status === 'full' ? busy : { status: 'hashed', hash: outcome.value };
    },

    async verify(line, passwordHash, password) {
      const outcome = await queue.run(line, () =>
        algorithm.verify(passwordHash ?? dummyHash, normalisePassword(password)),
      );
      if (outcome.status === 'full') return busy;
      const matches = outcome.value && passwordHash !== undefined;
      return { status: 'checked', matches, outdated: matches && !algorithm.isCurrent(passwordHash) };
    },
  };
}
