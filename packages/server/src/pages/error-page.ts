import { html } from './html.ts';
import { renderPage } from './layout.ts';

export interface ErrorPage {
  readonly status: number;
  readonly title: string;
  /** What happened and what to do next, in plain sentences. */
  readonly message: string;
  /** Lets an operator find the log line. */
  readonly requestId: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** A failure as a person sees it. */
export function renderErrorPage(page: ErrorPage): Response {
  return renderPage({
    status: page.status,
    title: page.title,
    body: html`<p>${page.message}</p>
<p><a href="/">Go to the start page</a></p>
<p class="quiet">If you ask for help, give this reference: ${page.requestId}</p>`,
    headers: page.headers,
  });
}
