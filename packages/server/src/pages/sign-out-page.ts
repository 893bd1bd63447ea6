import type { HttpAnswer } from '../http/message.ts';
import { renderHidden } from './form.ts';
import { html } from './html.ts';
import { renderPage } from './layout.ts';
import type { PageTheme } from './theme.ts';

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
export function renderSignOutPage(theme: PageTheme, page: SignOutPage): HttpAnswer {
  return renderPage(theme, {
    title: 'Sign out?',
    body: html`<p class="text"><strong>${page.clientName ?? 'An application'}</strong> asks to sign you out. You will be signed out of every application that uses this sign-in in this browser.</p>
<div class="choices">
<form method="post" action="/logout">${renderHidden('interaction', page.sealed)}<button type="submit">Sign out</button></form>
<a class="button second" href="/account">Stay signed in</a>
</div>`,
    formTargets: page.formTargets,
    setCookies: page.setCookies,
  });
}

export interface SignedOutPage {
  readonly setCookies?: readonly string[] | undefined;
}

/** The end of a sign-out that leads back to no application. */
export function renderSignedOutPage(theme: PageTheme, page: SignedOutPage = {}): HttpAnswer {
  return renderPage(theme, {
    title: 'You are signed out',
    body: html`<p class="text">You can close this window, or sign in again.</p>
<div class="choices"><a class="button second" href="/sign-in">Sign in again</a></div>`,
    setCookies: page.setCookies,
  });
}
