/** What a request asks for, as far as who may ask matters. */
export type RequestKind =
  /** GET, HEAD and OPTIONS: a link or a bookmark may ask too. */
  | 'read'
  /** Every other method. */
  | 'write'
  /** A WebSocket or an event stream: other sites' pages could open one with the browser's cookies, so it must say. */
  | 'stream'
  /** Signs somebody in: nobody's cookies are needed for the harm, so an absent word is no excuse. */
  | 'sign-in';

/** The methods that change nothing. @see RFC 9110 §9.2.1 */
const readMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** `stream` whatever the method, otherwise by the method. */
export function classifyRequest(method: string, opensStream: boolean): RequestKind {
  if (opensStream) return 'stream';
  return readMethods.has(method) ? 'read' : 'write';
}

/** Whether a method needs the CSRF token (B2). */
export function isWriteMethod(method: string): boolean {
  return !readMethods.has(method);
}

/**
 * Whether a request comes from a page of this very origin, by what browsers say and pages cannot forge.
 *
 * - `Sec-Fetch-Site`, when it is there, must be `same-origin`; for a `read` also `none`, which is an address typed in or a
 *   bookmark. `same-site` counts as foreign: a sibling host may belong to somebody else.
 * - `Origin`, when it is there, must be the origin, also beside a content `Sec-Fetch-Site`: a foreign name that resolves to
 *   this server (DNS rebinding) is `same-origin` to the browser.
 * - One of the two must be there, except for a `read`: browsers leave both out of plain reads on http hosts that are not
 *   loopback, and old ones always. For a `sign-in` the `Referer` counts in their place (L6).
 *
 * Does not check the CSRF token, or anything about a caller that is no browser.
 *
 * @param origin - as `URL.origin` writes it.
 * @see https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
 */
export function isSameOrigin(headers: Headers, kind: RequestKind, origin: string): boolean {
  const site = headers.get('sec-fetch-site');
  const named = headers.get('origin');
  if (site !== null && site !== 'same-origin' && !(site === 'none' && kind === 'read')) return false;
  if (named !== null && named !== origin) return false;
  if (site !== null || named !== null) return true;
  if (kind === 'read') return true;
  return kind === 'sign-in' && isRefererOf(headers.get('referer'), origin);
}

function isRefererOf(referer: string | null, origin: string): boolean {
  return referer !== null && URL.parse(referer)?.origin === origin;
}
