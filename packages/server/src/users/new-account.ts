import { randomUUID } from 'node:crypto';
import type { UserId } from '../ids.ts';
import { normaliseDisplayName, normaliseEmail, normaliseUsername } from './normalise.ts';
import { findPasswordProblem } from './password-policy.ts';
import type { NewUser } from './store.ts';

/** What somebody filled in to get an account; absent fields are empty. */
export interface AccountForm {
  readonly username: string;
  readonly email: string;
  readonly name: string;
  readonly password: string;
}

export type AccountField = keyof AccountForm;

export interface AccountProblem {
  readonly field: AccountField;
  /** One sentence that says what to change; never repeats what was typed. */
  readonly message: string;
}

/** An account that breaks no rule, before its password is hashed and before anybody knows whether the name is free. */
export interface NewAccount {
  readonly user: Omit<NewUser, 'passwordHash' | 'roles'>;
  readonly password: string;
}

export type AccountParsing =
  | { readonly ok: true; readonly account: NewAccount }
  | { readonly ok: false; readonly problems: readonly AccountProblem[] };

/**
 * Judge every field, so that a person hears of all problems at once. User name and password are required; e-mail address
 * and name may be empty.
 *
 * Does not check that user name or e-mail are free: only the store can, when the account is created.
 */
export function parseAccountForm(form: AccountForm): AccountParsing {
  const problems: AccountProblem[] = [];
  const username = normaliseUsername(form.username);
  if (!username.ok) problems.push({ field: 'username', message: username.problem });
  const email = form.email.trim() === '' ? undefined : normaliseEmail(form.email);
  if (email?.ok === false) problems.push({ field: 'email', message: email.problem });
  const name = normaliseDisplayName(form.name);
  if (!name.ok) problems.push({ field: 'name', message: name.problem });
  const passwordProblem = findPasswordProblem(form.password, [form.username, form.email, form.name]);
  if (passwordProblem !== undefined) problems.push({ field: 'password', message: passwordProblem });

  if (!username.ok || email?.ok === false || !name.ok || passwordProblem !== undefined) return { ok: false, problems };
  const user = {
    userId: randomUUID() as UserId,
    username: username.value.display,
    usernameKey: username.value.key,
    email: email?.value.display,
    emailKey: email?.value.key,
    name: name.name === '' ? undefined : name.name,
  };
  return { ok: true, account: { user, password: form.password } };
}
