import type { HttpAnswer } from '../http/message.ts';
import { renderHidden } from './form.ts';
import { renderGlyph } from './glyphs.ts';
import { html } from './html.ts';
import { renderPage } from './layout.ts';
import type { PageTheme } from './theme.ts';

export interface ConsentPage {
  readonly clientName: string;
  /** Whether the application belongs to whoever runs this authority. */
  readonly firstParty: boolean;
  /** Where the answer will be sent, for a person to recognise; see `describeRedirectHost`. */
  readonly redirectHost: string | undefined;
  /** Who is asked, and the id by which the answer names them. */
  readonly user: { readonly userId: string; readonly username: string };
  /** What is asked for: sentences, under the name of the API they concern. */
  readonly groups: readonly { readonly apiName: string | undefined; readonly sentences: readonly string[] }[];
  readonly interaction: string;
  readonly formTargets: readonly string[];
}

/** Ask whether an application may have what it asks for. No and yes are equally near: neither is worked for. */
export function renderConsentPage(theme: PageTheme, page: ConsentPage): HttpAnswer {
  const groups = page.groups.map(
    ({ apiName, sentences }) =>
      html`<section><h2>${apiName ?? 'Your account'}</h2>
<ul class="asks">${sentences.map((sentence) => html`<li>${renderGlyph('check')}<span>${sentence}</span></li>`)}</ul></section>`,
  );
  return renderPage(theme, {
    title: `Allow ${page.clientName}?`,
    body: html`<p class="lead"><strong>${page.clientName}</strong> asks for access in the name of <strong>${page.user.username}</strong>.</p>
${groups}
${
  page.firstParty
    ? undefined
    : html`<p class="notice">This application belongs to somebody else, not to the people who run this sign-in. Allow it only if you know it.</p>`
}
<form method="post" action="/consent">
${renderHidden('interaction', page.interaction)}
${renderHidden('user', page.user.userId)}
<div class="choices">
<button type="submit" name="decision" value="allow">Allow</button>
<button type="submit" name="decision" value="deny" class="second">Deny</button>
</div>
</form>
${page.redirectHost === undefined ? undefined : html`<p class="after quiet">Either way you will be sent to <strong>${page.redirectHost}</strong>.</p>`}`,
    formTargets: page.formTargets,
  });
}
