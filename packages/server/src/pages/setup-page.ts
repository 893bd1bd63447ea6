import { type AccountValues, renderAccountFields } from './account-fields.ts';
import { type FormProblem, renderHidden, renderProblems } from './form.ts';
import { html } from './html.ts';
import { renderPage } from './layout.ts';

export interface SetupPage {
  readonly status?: number | undefined;
  /** Of the one-time link; given back with the form. */
  readonly token: string;
  readonly values?: AccountValues | undefined;
  readonly problems?: readonly FormProblem[] | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Ask who the first administrator is. */
export function renderSetupPage(page: SetupPage): Response {
  const problems = page.problems ?? [];
  return renderPage({
    status: page.status,
    title: 'Set up the first administrator',
    body: html`${renderProblems(problems)}
<p>This account will have every right here. Choose a password you use nowhere else.</p>
<form method="post" action="/setup">
${renderHidden('token', page.token)}
${renderAccountFields(page.values ?? {}, problems)}
<div class="wide-button"><button type="submit">Create the administrator</button></div>
</form>`,
    headers: page.headers,
  });
}
