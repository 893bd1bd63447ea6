import { randomBytes, randomUUID } from 'node:crypto';
import type { AuthorityConfig } from '@latchkey/server/config';
import type { UserId, UserStore } from '@latchkey/server/store';
import { hash } from '@node-rs/argon2';
import { recordSecret } from './run.ts';

export interface NewPerson {
  /** ASCII. Default: random. */
  readonly username?: string | undefined;
  /** Default: random, and recorded as a secret. */
  readonly password?: string | undefined;
  readonly email?: string | undefined;
  readonly name?: string | undefined;
  /** Default: none. */
  readonly roles?: readonly string[] | undefined;
}

export interface TestPerson {
  readonly userId: UserId;
  readonly username: string;
  readonly password: string;
  readonly email: string | undefined;
}

/**
 * Put a person into a store, with a password hashed by the given parameters. User names are folded to lower case here;
 * the authority's own rules for names of other scripts are not applied.
 *
 * @throws Error when the user name or e-mail is taken.
 */
export async function createPerson(
  store: UserStore,
  hashing: AuthorityConfig['passwordHashing'],
  person: NewPerson,
): Promise<TestPerson> {
  const username = person.username ?? `person-${randomBytes(4).toString('hex')}`;
  const password = recordSecret(person.password ?? randomBytes(12).toString('base64url'));
  const userId = randomUUID() as UserId;
  const { email } = person;
  const result = await store.createUser(
    {
      userId,
      username,
      usernameKey: username.toLowerCase(),
      email,
      emailKey: email?.toLowerCase(),
      name: person.name,
      roles: person.roles ?? [],
      // Argon2id is its default.
      passwordHash: await hash(password, {
        memoryCost: hashing.memoryKiB,
        timeCost: hashing.iterations,
        parallelism: hashing.parallelism,
      }),
    },
    { requestId: 'test-set-up', address: undefined, userAgent: undefined },
  );
  if (result === 'taken') throw new Error(`the user name or e-mail of ${username} is taken`);
  return { userId, username, password, email };
}
