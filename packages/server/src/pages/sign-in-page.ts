import type { HeaderFields, HttpAnswer } from '../http/message.ts';
import { type FormProblem, renderField, renderHidden, renderNotice, renderProblems, renderSubmit } from './form.ts';
import { type Html, html } from './html.ts';
import { renderPage } from './layout.ts';
import type { PageTheme } from './theme.ts';

export interface SignInPage {
  readonly status?: number | undefined;
  /** What was typed, or is known of who should sign in. */
  readonly identifier?: string | undefined;
  readonly remember?: boolean | undefined;
  /** The application that waits for this sign-in. */
  readonly clientName?: string | undefined;
  /** Sealed; given back with the form. */
  readonly interaction?: string | undefined;
  readonly formTargets?: readonly string[] | undefined;
  /** Something to know that is no mistake. */
  readonly notice?: string | undefined;
  readonly problems?: readonly FormProblem[] | undefined;
  /** Where to make an account, when that is possible. */
  readonly signUpPath?: string | undefined;
  readonly setCookies?: readonly string[] | undefined;
  readonly headers?: HeaderFields | undefined;
}

/** Ask for user name (or e-mail address) and password. */
export function renderSignInPage(theme: PageTheme, page: SignInPage): HttpAnswer {
  const problems = page.problems ?? [];
  const isNamed = page.identifier !== undefined && page.identifier !== '';
  return renderPage(theme, {
    status: page.status,
    title: 'Sign in',
    hasProblems: problems.length > 0,
    body: html`${renderDestination(page.clientName)}
${renderNotice(page.notice)}
${renderProblems(problems)}
<form method="post" action="/sign-in">
${renderHidden('interaction', page.interaction)}
${renderField(
  {
    name: 'identifier',
    label: 'User name or e-mail',
    type: 'text',
    autocomplete: 'username',
    value: page.identifier,
    required: true,
    autofocus: !isNamed,
  },
  problems,
)}
${renderField(
  {
    name: 'password',
    label: 'Password',
    type: 'password',
    autocomplete: 'current-password',
    required: true,
    autofocus: isNamed,
  },
  problems,
)}
<label class="check"><input type="checkbox" name="remember" value="yes"${
      page.remember === true ? html` checked` : undefined
    }> Stay signed in on this device</label>
${renderSubmit('Sign in')}
</form>
${page.signUpPath === undefined ? undefined : html`<p class="after">No account yet? <a href="${page.signUpPath}">Sign up</a></p>`}`,
    formTargets: page.formTargets,
    setCookies: page.setCookies,
    headers: page.headers,
  });
}

/** Where signing in or up leads, so that nobody types a password for an application they did not mean. */
export function renderDestination(clientName: string | undefined): Html | undefined {
  return clientName === undefined
    ? undefined
    : html`<p class="lead">You are going on to <strong>${clientName}</strong>.</p>`;
}
