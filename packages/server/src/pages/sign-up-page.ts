import { type AccountValues, renderAccountFields } from './account-fields.ts';
import { type FormProblem, renderHidden, renderProblems } from './form.ts';
import { html } from './html.ts';
import { renderPage } from './layout.ts';

export interface SignUpPage {
  readonly status?: number | undefined;
  readonly values?: AccountValues | undefined;
  /** Sealed; kept for the sign-in that follows. */
  readonly interaction?: string | undefined;
  readonly problems?: readonly FormProblem[] | undefined;
  readonly signInPath: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Ask for what a new account needs. */
export function renderSignUpPage(page: SignUpPage): Response {
  const problems = page.problems ?? [];
  return renderPage({
    status: page.status,
    title: 'Sign up',
    body: html`${renderProblems(problems)}
<form method="post" action="/sign-up">
${renderHidden('interaction', page.interaction)}
${renderAccountFields(page.values ?? {}, problems)}
<div class="wide-button"><button type="submit">Sign up</button></div>
</form>
<p class="quiet">Have an account? <a href="${page.signInPath}">Sign in</a></p>`,
    headers: page.headers,
  });
}
