export interface RequestTarget {
  /** As sent: still percent-encoded, never resolved against anything. */
  readonly path: string;
  readonly query: URLSearchParams;
}

/**
 * Path and query of an absolute URL. Scheme and host are dropped unread: they come from the `Host` header, which is the
 * caller's to choose. Done by hand because a `URL` object for each request costs more than the routing itself.
 */
export function splitTarget(url: string): RequestTarget {
  const pathStart = url.indexOf('/', url.indexOf('://') + 3);
  const fragmentStart = url.indexOf('#');
  const target = url.slice(
    pathStart === -1 ? url.length : pathStart,
    fragmentStart === -1 ? url.length : fragmentStart,
  );
  const queryStart = target.indexOf('?');
  if (queryStart === -1) return { path: target, query: new URLSearchParams() };
  // With its question mark: the parser drops one, and would drop one of the caller's otherwise.
  return { path: target.slice(0, queryStart), query: new URLSearchParams(target.slice(queryStart)) };
}
