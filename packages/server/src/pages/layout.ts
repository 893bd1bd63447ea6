import { answerWith, type HeaderFields, type HttpAnswer } from '../http/message.ts';
import { renderGlyph } from './glyphs.ts';
import { type Html, html, renderHtml } from './html.ts';
import type { PageTheme } from './theme.ts';

export interface Page {
  /** Default 200. */
  readonly status?: number | undefined;
  readonly title: string;
  readonly body: Html;
  /** Whether something must be mended here: the title says so, which is the first thing a screen reader reads. */
  readonly hasProblems?: boolean | undefined;
  /** Wide pages hold several panels; the others are one. */
  readonly wide?: boolean | undefined;
  /** A form beside the name at the top. */
  readonly action?: Html | undefined;
  /**
   * Where the answer to a form of this page may be redirected, besides the authority itself: CSP source expressions.
   * Chromium applies `form-action` to every hop of the redirects that follow a submitted form.
   */
  readonly formTargets?: readonly string[] | undefined;
  readonly setCookies?: readonly string[] | undefined;
  readonly headers?: HeaderFields | undefined;
}

/** A whole page as a response: no script, one style sheet, never framed, never stored. */
export function renderPage(theme: PageTheme, page: Page): HttpAnswer {
  const markup = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.hasProblems === true ? 'Error: ' : undefined}${page.title} · ${theme.name}</title>
<style>${theme.stylesheet}</style>
</head>
<body>
<main class="${page.wide === true ? 'wide' : 'panel'}">
<div class="top"><p class="brand">${renderGlyph('key')}${theme.name}</p>${page.action}</div>
<h1>${page.title}</h1>
${page.body}
</main>
${renderLinks(theme)}
</body>
</html>
`;
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': createContentSecurityPolicy(theme, page.formTargets ?? []),
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cache-control': 'no-store',
    ...page.headers,
  };
  return answerWith(renderHtml(markup), headers, page);
}

/** The addresses are the operator's, judged when the configuration was loaded: none of them can be script. */
function renderLinks({ links }: PageTheme): Html | undefined {
  if (links.length === 0) return undefined;
  return html`<footer><nav aria-label="Help">${links.map(({ label, url }) => html`<a href="${url}">${label}</a>`)}</nav></footer>`;
}

function createContentSecurityPolicy(theme: PageTheme, formTargets: readonly string[]): string {
  return [
    "default-src 'none'",
    `style-src ${theme.stylesheetSource}`,
    ["form-action 'self'", ...formTargets].join(' '),
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
}
