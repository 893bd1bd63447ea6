import { type Problem, problems } from './problems.ts';

/**
 * A refusal as the answer it is: `application/problem+json` with the row's status and title, the `code` pages branch on, and
 * `Retry-After` or `Allow` where they belong. Holds what the row and the problem say and nothing of the request. The headers
 * every answer of our own carries are the dispatcher's, all but the one no refusal can do without: it is never stored.
 *
 * @see RFC 9457
 * @see RFC 9110 §10.2.3 and §10.2.1
 */
export function respondProblem(problem: Problem): Response {
  const row = problems[problem.code];
  const headers = new Headers({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
  if (row.status === 429 || row.status === 503) {
    headers.set('retry-after', String(Math.max(1, Math.ceil(problem.retryAfterSeconds ?? 1))));
  }
  if (problem.allow !== undefined) headers.set('allow', problem.allow);
  const body = { title: row.title, status: row.status, detail: problem.detail ?? row.remedy, code: problem.code };
  return new Response(JSON.stringify(body), { status: row.status, headers });
}

/** A success as JSON. */
export function respondJson(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
}

/**
 * Send the browser on with a GET, whatever it came with.
 *
 * @see RFC 9110 §15.4.4
 */
export function respondRedirect(location: string): Response {
  return new Response(null, { status: 303, headers: { location } });
}
