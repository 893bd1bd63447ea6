import type { HeaderFields, HttpAnswer } from '../http/message.ts';
import { type AccountValues, renderAccountFields } from './account-fields.ts';
import { type FormProblem, renderHidden, renderProblems, renderSubmit } from './form.ts';
import { html } from './html.ts';
import { renderPage } from './layout.ts';
import type { PageTheme } from './theme.ts';

export interface SetupPage {
  readonly status?: number | undefined;
  /** Of the one-time link; given back with the form. */
  readonly token: string;
  readonly values?: AccountValues | undefined;
  readonly problems?: readonly FormProblem[] | undefined;
  readonly headers?: HeaderFields | undefined;
}

/** Ask who the first administrator is. */
export function renderSetupPage(theme: PageTheme, page: SetupPage): HttpAnswer {
  const problems = page.problems ?? [];
  return renderPage(theme, {
    status: page.status,
    title: 'Set up the first administrator',
    hasProblems: problems.length > 0,
    body: html`<p class="lead">This account will have every right here. Choose a password you use nowhere else.</p>
${renderProblems(problems)}
<form method="post" action="/setup">
${renderHidden('token', page.token)}
${renderAccountFields(page.values ?? {}, problems)}
${renderSubmit('Create the administrator')}
</form>`,
    headers: page.headers,
  });
}
