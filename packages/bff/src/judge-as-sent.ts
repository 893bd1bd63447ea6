import type { Problem } from './problems.ts';
import { isNeverAllowed } from './proxy/judge-target.ts';
import { isPlainPath } from './proxy/path.ts';

const allow = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';

/**
 * Judge what a `Request` cannot show any more: methods that none can carry (H3), and a path as it was sent, of which a
 * `Request` shows only what resolving it has left (RFC 3986 §5.2.4). Answers a refusal, if there is one.
 *
 * @param path - of the proxy's own; without the query.
 */
export function judgeAsSent(method: string, path: string): Problem | undefined {
  if (isNeverAllowed(method)) return { code: 'method_not_allowed', allow };
  return isPlainPath(path) ? undefined : { code: 'bad_path' };
}
