import { type Problem, type ProblemCode, problems } from './problems.ts';

/** Which refusal a response is. Beside it, because its body is for the caller and can be read once. */
const codes = new WeakMap<Response, ProblemCode>();

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
  const response = new Response(JSON.stringify(body), { status: row.status, headers });
  codes.set(response, problem.code);
  return response;
}

/** The code of a response that {@link respondProblem} made; undefined for any other. */
export function readProblemCode(response: Response): ProblemCode | undefined {
  return codes.get(response);
}

/** A success as JSON. @param setCookies - values of `Set-Cookie`. */
export function respondJson(body: unknown, setCookies: readonly string[] = []): Response {
  return withCookies(
    new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } }),
    setCookies,
  );
}

/**
 * Send the browser on with a GET, whatever it came with.
 *
 * @see RFC 9110 §15.4.4
 */
export function respondRedirect(location: string, setCookies: readonly string[] = []): Response {
  return withCookies(new Response(null, { status: 303, headers: { location } }), setCookies);
}

function withCookies(response: Response, setCookies: readonly string[]): Response {
  for (const setCookie of setCookies) response.headers.append('set-cookie', setCookie);
  return response;
}
