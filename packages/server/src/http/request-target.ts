export interface RequestTarget {
  /** As sent: still percent-encoded, never resolved against anything. */
  readonly path: string;
  readonly query: URLSearchParams;
}

/**
 * Path and query of a request target (RFC 9112 §3.2). Of an absolute one scheme and host are dropped unread: they are the
 * caller's to choose. Done by hand because a `URL` object for each request costs more than the routing itself.
 */
export function splitTarget(target: string): RequestTarget {
  const fragmentStart = target.indexOf('#');
  const end = fragmentStart === -1 ? target.length : fragmentStart;
  const pathStart = target.startsWith('/') ? 0 : findPath(target);
  const queryStart = target.indexOf('?', pathStart);
  if (queryStart === -1 || queryStart > end) {
    return { path: target.slice(pathStart, end), query: new URLSearchParams() };
  }
  // With its question mark: the parser drops one, and would drop one of the caller's otherwise.
  return { path: target.slice(pathStart, queryStart), query: new URLSearchParams(target.slice(queryStart, end)) };
}

/** Where the path of an absolute target begins; its end when there is none. */
function findPath(target: string): number {
  const schemeEnd = target.indexOf('://');
  if (schemeEnd === -1) return 0;
  const pathStart = target.indexOf('/', schemeEnd + 3);
  return pathStart === -1 ? target.length : pathStart;
}
