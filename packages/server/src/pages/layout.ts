import { type Html, html, renderHtml } from './html.ts';
import { stylesheet, stylesheetSource } from './stylesheet.ts';

export interface Page {
  /** Default 200. */
  readonly status?: number | undefined;
  readonly title: string;
  readonly body: Html;
  /** Wide pages hold lists; the others one short form. */
  readonly wide?: boolean | undefined;
  /**
   * Where the answer to a form of this page may be redirected, besides the authority itself: CSP source expressions.
   * Chromium applies `form-action` to every hop of the redirects that follow a submitted form.
   */
  readonly formTargets?: readonly string[] | undefined;
  readonly setCookies?: readonly string[] | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** A whole page as a response: no script, one style sheet, never framed, never stored. */
export function renderPage(page: Page): Response {
  const markup = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title} · Latchkey</title>
<style>${stylesheet}</style>
</head>
<body>
<main${page.wide === true ? html` class="wide"` : undefined}>
<h1>${page.title}</h1>
${page.body}
</main>
</body>
</html>
`;
  const headers = new Headers({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': createContentSecurityPolicy(page.formTargets ?? []),
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cache-control': 'no-store',
    ...page.headers,
  });
  for (const cookie of page.setCookies ?? []) headers.append('set-cookie', cookie);
  return new Response(renderHtml(markup), { status: page.status ?? 200, headers });
}

function createContentSecurityPolicy(formTargets: readonly string[]): string {
  return [
    "default-src 'none'",
    `style-src ${stylesheetSource}`,
    ["form-action 'self'", ...formTargets].join(' '),
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
}
