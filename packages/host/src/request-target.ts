/** What a request asks for. */
export interface RequestTarget {
  /** As sent: still percent-encoded, never resolved against anything. */
  readonly path: string;
  /** With its question mark; empty when there is none. */
  readonly search: string;
}

/**
 * Path and query of a target as it stands in the request line. Judges nothing: a target with scheme and host, or with a
 * fragment, has them in its path.
 *
 * @see RFC 9112 §3.2.1
 */
export function splitTarget(target: string): RequestTarget {
  const queryStart = target.indexOf('?');
  if (queryStart === -1) return { path: target, search: '' };
  return { path: target.slice(0, queryStart), search: target.slice(queryStart) };
}

/**
 * Path and query of a URL, absolute or from its path on: `Request.url`, or the target of a request line. Scheme and host are
 * dropped unread: they are the caller's to choose. The fragment is dropped too.
 *
 * Done by hand: a parser would put dot segments and backslashes right before they could be refused, and a `URL` object for
 * each request costs more than the routing itself.
 */
export function splitUrl(url: string): RequestTarget {
  const pathStart = url.startsWith('/') ? 0 : findAuthorityEnd(url);
  const fragmentStart = url.indexOf('#', pathStart);
  const { path, search } = splitTarget(
    fragmentStart === -1 ? url.slice(pathStart) : url.slice(pathStart, fragmentStart),
  );
  return { path: path === '' ? '/' : path, search };
}

/** Where scheme and host end, RFC 3986 §3.2: what begins there may be a query, whose slashes are no path. */
function findAuthorityEnd(url: string): number {
  const schemeEnd = url.indexOf('://');
  if (schemeEnd === -1) return 0;
  const length = url.slice(schemeEnd + 3).search(/[/?#]/);
  return length === -1 ? url.length : schemeEnd + 3 + length;
}
