import type { HeaderFields, HttpAnswer } from '../http/message.ts';
import { html } from './html.ts';
import { renderPage } from './layout.ts';
import type { PageTheme } from './theme.ts';

export interface ErrorPage {
  readonly status: number;
  readonly title: string;
  /** What happened and what to do next, in plain sentences. */
  readonly message: string;
  /** Lets an operator find the log line. */
  readonly requestId: string;
  readonly headers?: HeaderFields | undefined;
}

/** A failure as a person sees it. */
export function renderErrorPage(theme: PageTheme, page: ErrorPage): HttpAnswer {
  return renderPage(theme, {
    status: page.status,
    title: page.title,
    body: html`<p class="text">${page.message}</p>
<div class="choices"><a class="button second" href="/">Go to the start page</a></div>
<p class="after quiet">If you ask for help, give this reference: <code>${page.requestId}</code></p>`,
    headers: page.headers,
  });
}
