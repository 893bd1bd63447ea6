import { answerWith, type HttpAnswer, type RequestHeaders } from './message.ts';
import type { OAuthError } from './oauth-error.ts';

/** A failure shown to a person; made by pages/. */
export type RenderErrorPage = (page: {
  readonly status: number;
  readonly title: string;
  readonly message: string;
  readonly requestId: string;
}) => HttpAnswer;

/**
 * RFC 6749 §5.2: `error` and `error_description` as JSON. RFC 6750 §3 has the same two in `WWW-Authenticate`, which whoever
 * throws puts into the error's headers.
 */
export function renderJsonError(error: OAuthError): HttpAnswer {
  const body = JSON.stringify({ error: error.code, error_description: error.message });
  return answerWith(body, { ...error.headers, 'content-type': 'application/json' }, { status: error.status });
}

const titles: Readonly<Record<number, string>> = {
  401: 'Please sign in',
  403: 'Not allowed',
  404: 'This address leads nowhere',
  405: 'Not possible here',
  413: 'Too much at once',
  429: 'Too many tries',
  500: 'Something went wrong',
  503: 'Please try again shortly',
};

/** The same for a person: a title by status, the description as the message. */
export function renderPageError(error: OAuthError, requestId: string, renderErrorPage: RenderErrorPage): HttpAnswer {
  const title = titles[error.status] ?? 'This request cannot be completed';
  const page = renderErrorPage({ status: error.status, title, message: error.message, requestId });
  return { ...page, headers: { ...page.headers, ...error.headers } };
}

/** Whether the caller is a browser that opens a page, for answers where no endpoint says. */
export function prefersPage(headers: RequestHeaders): boolean {
  return (headers.get('accept') ?? '').toLowerCase().includes('text/html');
}
