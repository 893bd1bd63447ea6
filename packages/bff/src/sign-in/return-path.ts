/** It travels in a cookie, beside other things, and browsers keep no more than 4096 bytes of one. */
const maxLength = 1024;

/** Where the application and the proxy are. */
export interface ReturnPlace {
  readonly origin: string;
  readonly basePath: string;
}

/**
 * The path, with query and fragment, that a browser may be sent to after a sign-in, in the one spelling that a browser
 * would make of it. Undefined for everything that leads elsewhere, or might in some browser: another origin, `//host`, a
 * backslash (which browsers read as a slash), control characters (which they leave out), and the proxy's own endpoints,
 * which could go round for ever.
 *
 * @see OWASP Unvalidated Redirects and Forwards, https://url.spec.whatwg.org/#url-parsing
 */
export function parseReturnPath(
  text: string | null | undefined,
  { origin, basePath }: ReturnPlace,
): string | undefined {
  if (typeof text !== 'string' || text.length > maxLength || !text.startsWith('/')) return undefined;
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  if (/[\\\u0000-\u001f\u007f]/.test(text)) return undefined;
  const url = URL.parse(text, origin);
  if (url === null || url.origin !== origin) return undefined;
  const path = `${url.pathname}${url.search}${url.hash}`;
  // `/.//host` passes the parser as a path of this origin, and would be read as another host by the browser it is sent to.
  if (path.startsWith('//') || path.length > maxLength) return undefined;
  return url.pathname === basePath || url.pathname.startsWith(`${basePath}/`) ? undefined : path;
}
