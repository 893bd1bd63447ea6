/** Names and addresses of this very machine: nothing sent there crosses a network. */
const loopbackHost = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * An address that cookies and tokens may travel to and from, https or http to this very machine; undefined for any other
 * text, and for one with a user name, a password or a fragment.
 */
export function parseSecureUrl(text: unknown): URL | undefined {
  if (typeof text !== 'string' || text.includes('#')) return undefined;
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '') return undefined;
  return url.protocol === 'https:' || isLoopbackHttp(url) ? url : undefined;
}

/** Whether an address is plain http to this very machine. */
export function isLoopbackHttp(url: URL): boolean {
  return url.protocol === 'http:' && loopbackHost.test(url.hostname);
}
