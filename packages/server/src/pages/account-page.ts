import type { HttpAnswer } from '../http/message.ts';
import type { UserProfile } from '../users/store.ts';
import { type AccountSession, renderAccountSession } from './account-sessions.ts';
import { renderNotice } from './form.ts';
import { type Html, html } from './html.ts';
import { renderPage } from './layout.ts';
import type { PageTheme } from './theme.ts';

export interface AccountPage {
  readonly user: UserProfile;
  readonly sessions: readonly AccountSession[];
  readonly nowMs: number;
  readonly notice?: string | undefined;
}

/** Who somebody is, and where they are signed in. */
export function renderAccountPage(theme: PageTheme, page: AccountPage): HttpAnswer {
  const { user } = page;
  return renderPage(theme, {
    title: user.name ?? user.username,
    wide: true,
    action: html`<form method="post" action="/account/sign-out"><button type="submit" class="second">Sign out</button></form>`,
    body: html`${renderNotice(page.notice)}
<section class="panel">
<h2>Your account</h2>
<dl class="rows">
${renderRow('User name', user.username)}
${user.email === undefined ? undefined : renderRow('E-mail', user.email)}
${user.roles.length === 0 ? undefined : renderRow('Roles', user.roles.join(', '))}
${renderRow('Password', html`<a href="/account/password">Change password</a>`)}
</dl>
</section>
<section class="panel">
<h2>Where you are signed in</h2>
<p class="hint">End what you do not recognise, then change your password.</p>
<ul class="sessions">${page.sessions.map((session) => renderAccountSession(session, page.nowMs))}</ul>
${page.sessions.length > 1 ? endings : undefined}
</section>`,
  });
}

/** For who is signed in elsewhere too; with one session alone, signing out is all there is to do. */
const endings: Html = html`<div class="choices">
<form method="post" action="/account/sessions/end-others"><button type="submit" class="second">End all others</button></form>
<form method="post" action="/account/sessions/end-all"><button type="submit" class="second">End all, this one too</button></form>
</div>`;

function renderRow(term: string, description: string | Html): Html {
  return html`<div><dt>${term}</dt><dd>${description}</dd></div>`;
}
