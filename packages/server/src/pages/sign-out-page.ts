import { renderHidden } from './form.ts';
import { html } from './html.ts';
import { renderPage } from './layout.ts';

export interface SignOutPage {
  /** The sealed logout request, given back when the person agrees. */
  readonly sealed: string;
  /** The application that asked, if it said who it is. */
  readonly clientName?: string | undefined;
  /** Where the browser may be sent afterwards; see `toFormTarget`. */
  readonly formTargets?: readonly string[] | undefined;
  readonly setCookies?: readonly string[] | undefined;
}

/** Ask before signing out (OpenID Connect RP-Initiated Logout 1.0 §2): any site can send a browser here. */
export function renderSignOutPage(page: SignOutPage): Response {
  const who = page.clientName === undefined ? 'An application' : page.clientName;
  return renderPage({
    title: 'Sign out?',
    body: html`<p>${who} asks to sign you out. You will be signed out of every application that uses this sign-in in this browser.</p>
<form method="post" action="/logout">
${renderHidden('interaction', page.sealed)}
<div class="choices"><button type="submit">Sign out</button></div>
</form>
<p><a href="/account">Stay signed in</a></p>`,
    formTargets: page.formTargets,
    setCookies: page.setCookies,
  });
}

export interface SignedOutPage {
  readonly setCookies?: readonly string[] | undefined;
}

/** The end of a sign-out that leads back to no application. */
export function renderSignedOutPage(page: SignedOutPage = {}): Response {
  return renderPage({
    title: 'You are signed out',
    body: html`<p>You can close this window, or <a href="/sign-in">sign in again</a>.</p>`,
    setCookies: page.setCookies,
  });
}
