import type { SessionId } from '../ids.ts';
import { describeDevice, isHandheld } from './device-name.ts';
import { renderHidden } from './form.ts';
import { renderGlyph } from './glyphs.ts';
import { type Html, html } from './html.ts';
import { describeTime, describeTimeAgo } from './time-ago.ts';

/** A session as its owner sees it. */
export interface AccountSession {
  readonly sessionId: SessionId;
  /** Whether it is the one the page is seen in. */
  readonly isCurrent: boolean;
  readonly userAgent: string | undefined;
  readonly address: string | undefined;
  readonly authenticatedAtMs: number;
  readonly lastUsedAtMs: number;
  /** What was given access in it, and what each may do, in sentences. */
  readonly applications: readonly { readonly name: string; readonly sentences: readonly string[] }[];
}

/** A device where somebody is signed in: where, when, what, and the way to end it. */
export function renderAccountSession(session: AccountSession, nowMs: number): Html {
  const device = describeDevice(session.userAgent);
  return html`<li class="session">${renderGlyph(isHandheld(session.userAgent) ? 'phone' : 'desktop')}<div>
<h3>${device}${session.isCurrent ? html` <span class="badge">This device</span>` : undefined}</h3>
<dl>
<dt>Address</dt><dd>${session.address ?? 'unknown'}</dd>
<dt>Last used</dt><dd>${renderTime(session.lastUsedAtMs, nowMs)}</dd>
<dt>Signed in</dt><dd>${renderTime(session.authenticatedAtMs, nowMs)}</dd>
<dt>Applications</dt><dd>${session.applications.length === 0 ? 'none' : session.applications.map(renderApplication)}</dd>
</dl></div>
${session.isCurrent ? undefined : renderEnd(session, device)}</li>`;
}

function renderApplication({ name, sentences }: AccountSession['applications'][number]): Html {
  return html`<details><summary>${name}</summary><ul>${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul></details>`;
}

/** Several devices may have one name: the address tells them apart for who hears the buttons without the list. */
function renderEnd({ sessionId, address }: AccountSession, device: string): Html {
  const label = address === undefined ? device : `${device}, ${address}`;
  return html`<form method="post" action="/account/sessions/end">${renderHidden('session', sessionId)}<button type="submit" class="second" aria-label="End the session of ${label}">End</button></form>`;
}

function renderTime(atMs: number, nowMs: number): Html {
  return html`${describeTimeAgo(atMs, nowMs)} · <time datetime="${new Date(atMs).toISOString()}">${describeTime(atMs)}</time>`;
}
