import { type FormProblem, renderField } from './form.ts';
import { type Html, html } from './html.ts';

/** What a new account's form holds; the password is never shown again. */
export interface AccountValues {
  readonly username?: string | undefined;
  readonly email?: string | undefined;
  readonly name?: string | undefined;
}

/** What users/password-policy.ts asks for, said beforehand. */
export const passwordHint = 'At least 8 characters. Several words make a good one.';

/** The fields of a new account, for sign-up and for the first administrator. */
export function renderAccountFields(values: AccountValues, problems: readonly FormProblem[]): Html {
  return html`${renderField(
    {
      name: 'username',
      label: 'User name',
      type: 'text',
      autocomplete: 'username',
      value: values.username,
      required: true,
      autofocus: true,
    },
    problems,
  )}
${renderField(
  {
    name: 'email',
    label: 'E-mail (optional)',
    type: 'email',
    autocomplete: 'email',
    value: values.email,
    hint: 'You can sign in with it instead of the user name.',
  },
  problems,
)}
${renderField(
  { name: 'name', label: 'Your name (optional)', type: 'text', autocomplete: 'name', value: values.name },
  problems,
)}
${renderField(
  {
    name: 'password',
    label: 'Password',
    type: 'password',
    autocomplete: 'new-password',
    required: true,
    hint: passwordHint,
  },
  problems,
)}`;
}
