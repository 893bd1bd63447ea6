import type { HeaderFields, HttpAnswer } from '../http/message.ts';
import { passwordHint } from './account-fields.ts';
import { type FormProblem, renderField, renderProblems, renderSubmit } from './form.ts';
import { html } from './html.ts';
import { renderPage } from './layout.ts';
import type { PageTheme } from './theme.ts';

export interface PasswordPage {
  readonly status?: number | undefined;
  /** Whose password it is: for password managers, which keep it under that name. */
  readonly username: string;
  readonly problems?: readonly FormProblem[] | undefined;
  readonly headers?: HeaderFields | undefined;
}

/** Ask for the password there is and the one there shall be. */
export function renderPasswordPage(theme: PageTheme, page: PasswordPage): HttpAnswer {
  const problems = page.problems ?? [];
  return renderPage(theme, {
    status: page.status,
    title: 'Change password',
    hasProblems: problems.length > 0,
    body: html`<p class="lead">You stay signed in here, and are signed out everywhere else.</p>
${renderProblems(problems)}
<form method="post" action="/account/password">
<input type="text" autocomplete="username" value="${page.username}" readonly hidden>
${renderField(
  {
    name: 'password',
    label: 'Current password',
    type: 'password',
    autocomplete: 'current-password',
    required: true,
    autofocus: true,
  },
  problems,
)}
${renderField(
  {
    name: 'new_password',
    label: 'New password',
    type: 'password',
    autocomplete: 'new-password',
    required: true,
    hint: passwordHint,
  },
  problems,
)}
${renderSubmit('Change password')}
</form>
<p class="after"><a href="/account">Back to your account</a></p>`,
    headers: page.headers,
  });
}
