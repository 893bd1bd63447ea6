import type { AccountForm } from '../users/new-account.ts';

/** The fields of a new account as a submitted form has them. */
export function readAccountForm(form: URLSearchParams): AccountForm {
  return {
    username: form.get('username') ?? '',
    email: form.get('email') ?? '',
    name: form.get('name') ?? '',
    password: form.get('password') ?? '',
  };
}
