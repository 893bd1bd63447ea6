import type { AuditContext } from '../audit/event.ts';
import type { AuthorityParts } from '../authority.ts';
import type { UserId } from '../ids.ts';
import type { PasswordAttempt, PasswordCheck, PasswordCheckResult } from './password-check.ts';
import type { PasswordHasher } from './password-hasher.ts';

export type PasswordSignInResult =
  | {
      readonly status: 'signed_in';
      readonly userId: UserId;
      readonly amr: readonly string[];
      /** Of the password that was judged. */
      readonly passwordVersion: number;
    }
  | Exclude<PasswordCheckResult, { status: 'matched' }>;

export type PasswordSignIn = (attempt: PasswordAttempt, context: AuditContext) => Promise<PasswordSignInResult>;

export interface PasswordSignInParts {
  readonly store: AuthorityParts['store'];
  readonly hasher: PasswordHasher;
  readonly checkPassword: PasswordCheck;
}

/**
 * The one way from a password to a person, for the form and for JSON alike. A hash made with older parameters is made
 * anew on the way.
 *
 * Does not check: that the request came from our own page (same-site-form.ts), or that the client may sign people in.
 * Starts no session: who does hands `passwordVersion` on, so that none starts once the password is another.
 */
export function createPasswordSignIn({ store, hasher, checkPassword }: PasswordSignInParts): PasswordSignIn {
  return async function signInByPassword(attempt, context) {
    const checked = await checkPassword(attempt, context);
    if (checked.status !== 'matched') return checked;
    const { userId, passwordVersion } = checked.record;
    if (checked.outdated) await upgradeHash(checked, attempt.password);
    await store.appendAuditEvent({ type: 'sign_in.succeeded', userId, clientId: attempt.clientId }, context);
    return { status: 'signed_in', userId, amr: ['pwd'], passwordVersion };
  };

  async function upgradeHash(
    { record, line }: Extract<PasswordCheckResult, { status: 'matched' }>,
    password: string,
  ): Promise<void> {
    const hashed = await hasher.hash(line, password);
    // A busy hasher costs nobody the sign-in: the next one upgrades the hash.
    if (hashed.status === 'busy') return;
    const { userId, passwordHash } = record;
    await store.upgradePasswordHash({ userId, verifiedHash: passwordHash, newHash: hashed.hash });
  }
}
