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

/** Where a browser would run what it gets (Fetch, "script-like" destinations). */
const scriptDestinations: ReadonlySet<string> = new Set([
  'script',
  'worker',
  'sharedworker',
  'serviceworker',
  'audioworklet',
  'paintworklet',
]);

/**
 * Whether a page asks for something to run. It would run as this application, by a policy that trusts scripts of its own
 * origin, and an API may hand out what people have uploaded; a service worker would even stand between the pages and
 * everything they ask for.
 */
function isForScript(headers: Headers): boolean {
  return headers.has('service-worker') || scriptDestinations.has(headers.get('sec-fetch-dest') ?? '');
}

/**
 * Judge method and address of a request against the declared APIs, in this order: the path's form, the API it belongs to,
 * scripts, the method.
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
  if (isForScript(headers)) return { ok: false, problem: { code: 'script_from_api' } };
  const { methods } = matched.api;
  if (isNeverAllowed(method) || !methods.has(method)) {
    const allow = [...methods].filter((allowed) => !isNeverAllowed(allowed)).join(', ');
    return { ok: false, problem: { code: 'method_not_allowed', allow } };
  }
  return { ok: true, value: matched };
}
