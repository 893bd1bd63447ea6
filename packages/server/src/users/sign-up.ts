import type { AuditContext } from '../audit/event.ts';
import type { AuthorityParts } from '../authority.ts';
import { type AttemptLimited, describeLimit, type SignInLimits } from '../sign-in/limits.ts';
import type { HasherBusy, PasswordHasher } from '../sign-in/password-hasher.ts';
import { type AccountForm, type AccountProblem, parseAccountForm } from './new-account.ts';

export type SignUpResult =
  /** The account exists now, or user name or e-mail were taken: on purpose nobody can tell which. */
  | { readonly status: 'accepted' }
  | { readonly status: 'invalid'; readonly problems: readonly AccountProblem[] }
  | AttemptLimited
  | HasherBusy;

/** @param address - after trusted proxies. */
export type SignUp = (form: AccountForm, address: string, context: AuditContext) => Promise<SignUpResult>;

/**
 * Create an account. A taken name costs the same hash and gets the same answer as a free one, so that nobody learns who
 * has an account by trying to sign up; tries are limited per address.
 *
 * Does not check: that sign-up is open, or that the e-mail address is the person's own. Without a message to that address
 * somebody can still find out by signing in with the password they just chose; the limits make that slow.
 */
export function createSignUp(parts: {
  readonly store: AuthorityParts['store'];
  readonly hasher: PasswordHasher;
  readonly limits: SignInLimits;
}): SignUp {
  const { store, hasher, limits } = parts;
  return async function signUp(form, address, context) {
    const parsed = parseAccountForm(form);
    if (!parsed.ok) return { status: 'invalid', problems: parsed.problems };
    const busy = hasher.findBusy('stranger');
    if (busy !== undefined) return busy;
    const reservation = await store.reserveAttempt(limits.countSignUp(address));
    if (!reservation.allowed) return describeLimit(reservation);
    const { user, password } = parsed.account;
    const hashed = await hasher.hash('stranger', password);
    if (hashed.status === 'busy') return hashed;
    await store.createUser({ ...user, roles: [], passwordHash: hashed.hash }, context);
    return { status: 'accepted' };
  };
}
