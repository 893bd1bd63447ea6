import type { SessionId } from '../ids.ts';
import type { SessionOverview } from '../sessions/store.ts';
import type { UserProfile } from '../users/store.ts';
import { describeDevice } from './device-name.ts';
import { renderHidden } from './form.ts';
import { type Html, html } from './html.ts';
import { renderPage } from './layout.ts';

export interface AccountPage {
  readonly user: UserProfile;
  readonly sessions: readonly SessionOverview[];
  /** The one this page is seen in. */
  readonly currentSessionId: SessionId;
  /** The name an application is known by. */
  nameClient(clientId: string): string;
  readonly notice?: string | undefined;
}

/** Who somebody is, and where they are signed in. */
export function renderAccountPage(page: AccountPage): Response {
  const { user } = page;
  return renderPage({
    title: user.name ?? user.username,
    wide: true,
    body: html`${page.notice === undefined ? undefined : html`<p class="notice" role="status">${page.notice}</p>`}
<dl>
<dt>User name</dt><dd>${user.username}</dd>
${user.email === undefined ? undefined : html`<dt>E-mail</dt><dd>${user.email}</dd>`}
${user.roles.length === 0 ? undefined : html`<dt>Roles</dt><dd>${user.roles.join(', ')}</dd>`}
</dl>
<form method="post" action="/account/sign-out"><button type="submit">Sign out</button></form>
<h2>Where you are signed in</h2>
<ul class="sessions">${page.sessions.map((session) => renderSession(session, page))}</ul>
<div class="choices">
<form method="post" action="/account/sessions/end-others"><button type="submit" class="second">End all others</button></form>
<form method="post" action="/account/sessions/end-all"><button type="submit" class="second">End all, this one too</button></form>
</div>`,
  });
}

function renderSession(session: SessionOverview, page: AccountPage): Html {
  const isCurrent = session.sessionId === page.currentSessionId;
  const clients = [...new Set(session.grants.map((grant) => page.nameClient(grant.clientId)))];
  const device = describeDevice(session.userAgent);
  return html`<li>
<h3>${device}${isCurrent ? ' (this one)' : undefined}</h3>
<dl>
<dt>Address</dt><dd>${session.address ?? 'unknown'}</dd>
<dt>Signed in</dt><dd>${renderTime(session.authenticatedAtMs)}</dd>
<dt>Last used</dt><dd>${renderTime(session.lastUsedAtMs)}</dd>
<dt>Applications</dt><dd>${clients.length === 0 ? 'none' : clients.join(', ')}</dd>
</dl>
${
  isCurrent
    ? undefined
    : html`<form method="post" action="/account/sessions/end">${renderHidden('session', session.sessionId)}<button type="submit" class="second" aria-label="End the session of ${device}">End</button></form>`
}
</li>`;
}

/** In UTC, and saying so: a page without script does not know the reader's time zone. */
const timeFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

function renderTime(atMs: number): Html {
  return html`<time datetime="${new Date(atMs).toISOString()}">${timeFormat.format(atMs)} UTC</time>`;
}
