import { readQuery } from './node-http.ts';
import type { Answer } from './respond.ts';
import type { GuardRequest } from './rules/one-token.ts';
import { addAuthorizationToVary } from './vary.ts';

/** What the guard needs of a fetch-style request. `Headers` joins repeated headers with a comma, which no token has. */
export function readFetchRequest(request: Request): GuardRequest {
  return { authorization: request.headers.get('authorization') ?? undefined, query: readQuery(request.url) };
}

export function writeFetchAnswer({ status, headers, body }: Answer): Response {
  return new Response(body, { status, headers });
}

/** Keep caches from giving one caller's answer to another, unless the handler said otherwise (requirement H4). */
export function withCachesOff(response: Response): Response {
  try {
    setCacheHeaders(response.headers);
    return response;
  } catch {
    // Headers of a response that was fetched from elsewhere cannot be changed.
    const copy = new Response(response.body, response);
    setCacheHeaders(copy.headers);
    return copy;
  }
}

function setCacheHeaders(headers: Headers): void {
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
  headers.set('vary', addAuthorizationToVary(headers.get('vary') ?? undefined));
}
