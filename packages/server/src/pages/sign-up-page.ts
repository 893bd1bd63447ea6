import type { HeaderFields, HttpAnswer } from '../http/message.ts';
import { type AccountValues, renderAccountFields } from './account-fields.ts';
import { type FormProblem, renderHidden, renderProblems, renderSubmit } from './form.ts';
import { html } from './html.ts';
import { renderPage } from './layout.ts';
import { renderDestination } from './sign-in-page.ts';
import type { PageTheme } from './theme.ts';

export interface SignUpPage {
  readonly status?: number | undefined;
  readonly values?: AccountValues | undefined;
  /** The application that waits for the sign-in that follows. */
  readonly clientName?: string | undefined;
  /** Sealed; kept for the sign-in that follows. */
  readonly interaction?: string | undefined;
  readonly problems?: readonly FormProblem[] | undefined;
  readonly signInPath: string;
  readonly headers?: HeaderFields | undefined;
}

/** Ask for what a new account needs. */
export function renderSignUpPage(theme: PageTheme, page: SignUpPage): HttpAnswer {
  const problems = page.problems ?? [];
  return renderPage(theme, {
    status: page.status,
    title: 'Sign up',
    hasProblems: problems.length > 0,
    body: html`${renderDestination(page.clientName)}
${renderProblems(problems)}
<form method="post" action="/sign-up">
${renderHidden('interaction', page.interaction)}
${renderAccountFields(page.values ?? {}, problems)}
${renderSubmit('Sign up')}
</form>
<p class="after">Have an account? <a href="${page.signInPath}">Sign in</a></p>`,
    headers: page.headers,
  });
}
