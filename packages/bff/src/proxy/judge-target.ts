import type { Gated } from '../gate.ts';
import type { BffApi } from '../options.ts';
import { isPlainPath, isPlainSearch, type MatchedPath, matchApi } from './path.ts';

/** What is judged before anybody is asked who calls. */
export interface RequestTarget {
  readonly method: string;
  /** Path and query as sent. */
  readonly path: string;
  readonly search: string;
  readonly headers: Headers;
}

const neverAllowed: ReadonlySet<string> = new Set(['TRACE', 'TRACK', 'CONNECT']);

/** Whether a method echoes a request with its cookies, or makes a tunnel of the proxy (H3). No list of methods allows it. */
export function isNeverAllowed(method: string): boolean {
  return neverAllowed.has(method.toUpperCase());
}

/**
 * Judge method and address of a request against the declared APIs, in this order: the path's form, the API it belongs to,
 * service workers, the method.
 */
export function judgeTarget(
  { method, path, search, headers }: RequestTarget,
  apis: readonly BffApi[],
): Gated<MatchedPath> {
  if (!isPlainPath(path)) return { ok: false, problem: { code: 'bad_path' } };
  if (!isPlainSearch(search)) {
    return {
      ok: false,
      problem: { code: 'bad_request', detail: 'Send the query percent-encoded and without a fragment.' },
    };
  }
  const matched = matchApi(apis, path);
  if (matched === undefined) return { ok: false, problem: { code: 'not_found' } };
  // A worker from an API would stand between this application's pages and everything they ask for.
  if (headers.has('service-worker')) return { ok: false, problem: { code: 'service_worker' } };
  const { methods } = matched.api;
  if (isNeverAllowed(method) || !methods.has(method)) {
    const allow = [...methods].filter((allowed) => !isNeverAllowed(allowed)).join(', ');
    return { ok: false, problem: { code: 'method_not_allowed', allow } };
  }
  return { ok: true, value: matched };
}
