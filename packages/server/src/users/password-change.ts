import type { AuditContext } from '../audit/event.ts';
import type { AuthorityParts } from '../authority.ts';
import type { SignedIn } from '../services.ts';
import type { Device } from '../sign-in/device-cookie.ts';
import type { AttemptLimited } from '../sign-in/limits.ts';
import type { PasswordCheck } from '../sign-in/password-check.ts';
import type { HasherBusy, PasswordHasher } from '../sign-in/password-hasher.ts';
import { normalisePassword } from './normalise.ts';
import { findPasswordProblem } from './password-policy.ts';

/** What somebody typed, and where. */
export interface PasswordChangeRequest {
  readonly signedIn: SignedIn;
  readonly currentPassword: string;
  readonly newPassword: string;
  readonly device: Device;
  /** After trusted proxies. */
  readonly address: string;
}

export interface PasswordChangeProblem {
  readonly field: 'current' | 'new';
  /** One sentence or two that say what to change; never repeats what was typed. */
  readonly message: string;
}

export type PasswordChangeResult =
  /** Every other session of the person has ended. `passwordVersion`: of the new password, which renews this one. */
  | { readonly status: 'changed'; readonly passwordVersion: number }
  | { readonly status: 'invalid'; readonly problems: readonly PasswordChangeProblem[] }
  /** Somebody changed it between the check and the change. */
  | { readonly status: 'outdated' }
  | AttemptLimited
  | HasherBusy;

export type PasswordChange = (request: PasswordChangeRequest, context: AuditContext) => Promise<PasswordChangeResult>;

/**
 * Change a password, for who knows the current one. It is asked for although the person is signed in, and guesses at it count
 * as guesses at sign-in do: an unlocked browser must not be enough. What can be seen to be wrong without it is said
 * first, and costs no try.
 *
 * Does not check: that the request came from our own page. Replaces no cookie: the caller renews the session that stays.
 */
export function createPasswordChange(parts: {
  readonly store: Pick<AuthorityParts['store'], 'changePassword'>;
  readonly hasher: PasswordHasher;
  readonly checkPassword: PasswordCheck;
}): PasswordChange {
  return async function changePassword({ signedIn, currentPassword, newPassword, device, address }, context) {
    const { user, session } = signedIn;
    const problems = [...findProblems(currentPassword, newPassword, [user.username, user.email, user.name])];
    if (problems.length > 0) return { status: 'invalid', problems };

    const attempt = { identifier: user.username, password: currentPassword, device, address, clientId: undefined };
    const checked = await parts.checkPassword(attempt, context, { purpose: 'password_change' });
    if (checked.status === 'refused') return createWrongPassword();
    if (checked.status !== 'matched') return checked;
    // The name led to somebody else: it was given away a moment ago.
    if (checked.record.userId !== user.userId) return createWrongPassword();

    const hashed = await parts.hasher.hash(checked.line, newPassword);
    if (hashed.status === 'busy') return hashed;
    return await parts.store.changePassword(
      {
        userId: user.userId,
        verifiedHash: checked.record.passwordHash,
        newHash: hashed.hash,
        exceptSessionId: session.sessionId,
        reason: 'password_changed',
      },
      context,
    );
  };
}

function* findProblems(
  currentPassword: string,
  newPassword: string,
  own: readonly (string | undefined)[],
): Iterable<PasswordChangeProblem> {
  if (currentPassword === '') yield { field: 'current', message: 'Enter your current password.' };
  const problem = findPasswordProblem(newPassword, own);
  if (problem !== undefined) yield { field: 'new', message: problem };
  // As they would be hashed: what differs in its encoding alone is the same password.
  else if (normalisePassword(newPassword) === normalisePassword(currentPassword)) {
    yield { field: 'new', message: 'This is the password you have. Choose another one.' };
  }
}

function createWrongPassword(): PasswordChangeResult {
  const message = 'This is not your current password. Check it and try again.';
  return { status: 'invalid', problems: [{ field: 'current', message }] };
}
