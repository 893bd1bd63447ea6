export interface RequestTarget {
  /** As sent: still percent-encoded, never resolved against anything. */
  readonly path: string;
  /** With its question mark; empty when there is none. */
  readonly search: string;
}

/**
 * Path and query of an absolute URL, taken apart without a parser, which would put dot segments and backslashes right
 * before they could be refused. Scheme and host are dropped unread: they are the caller's to choose.
 */
export function splitTarget(url: string): RequestTarget {
  const start = url.indexOf('/', url.indexOf('://') + 3);
  const [target = ''] = (start === -1 ? '/' : url.slice(start)).split('#', 1);
  const query = target.indexOf('?');
  return query === -1 ? { path: target, search: '' } : { path: target.slice(0, query), search: target.slice(query) };
}
