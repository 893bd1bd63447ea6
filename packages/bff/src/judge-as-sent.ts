import type { SentLine } from './bff.ts';
import type { Problem } from './problems.ts';
import { isNeverAllowed } from './proxy/judge-target.ts';
import { isPlainPath } from './proxy/path.ts';

const allow = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';
/** RFC 3986 §3.2.2 and §3.2.3, without percent-encoded names, which are no host names. */
const hostSyntax = /^(?:[a-z0-9._~-]*|\[[0-9a-f:.]+\])(?::\d{0,5})?$/i;

/**
 * Judge what a `Request` cannot show any more: methods that none can carry (H3); a path as it was sent, of which a
 * `Request` shows only what resolving it has left (RFC 3986 §5.2.4); and the host, which stands before the path in its
 * address, so that a slash in it would begin another path (RFC 9112 §3.2). Answers a refusal, if there is one.
 *
 * @param sent - of a path that is the proxy's own.
 * @param host - the `Host` field; undefined when there is none.
 */
export function judgeAsSent({ method, path }: SentLine, host: string | undefined): Problem | undefined {
  if (isNeverAllowed(method)) return { code: 'method_not_allowed', allow };
  if (!hostSyntax.test(host ?? '')) return notAHost;
  return isPlainPath(path) ? undefined : { code: 'bad_path' };
}

/** Also for what the syntax lets through and no address can begin with. */
export const notAHost: Problem = { code: 'bad_request', detail: 'The Host of this request is no host name.' };
