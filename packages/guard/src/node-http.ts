import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from './respond.ts';
import type { GuardRequest } from './rules/one-token.ts';
import { addAuthorizationToVary } from './vary.ts';

/**
 * What the guard needs of a Node request. Read from the raw headers: `headers.authorization` silently drops all but the
 * first, and whoever reads the last one would see another caller.
 */
export function readNodeRequest(request: IncomingMessage): GuardRequest {
  return { authorization: findAuthorization(request.rawHeaders), query: readQuery(request.url) };
}

/** Names are at even places, values behind them. Lengths are compared first: this runs on every request. */
function findAuthorization(rawHeaders: readonly string[]): string | readonly string[] | undefined {
  let found: string | undefined;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length !== 13 || name.toLowerCase() !== 'authorization') continue;
    const value = rawHeaders[index + 1] ?? '';
    if (found !== undefined) return [found, value];
    found = value;
  }
  return found;
}

/** The query of a request target or an address; undefined when there is none. */
export function readQuery(url: string | undefined): string | undefined {
  const start = url?.indexOf('?') ?? -1;
  return start === -1 ? undefined : url?.slice(start + 1);
}

/** Send a refusal. What others put into the headers (CORS) stays. */
export function sendNodeAnswer(response: ServerResponse, { status, headers, body }: Answer): void {
  const vary = addAuthorizationToVary(response.getHeader('vary'));
  response.statusCode = status;
  for (const [name, value] of Object.entries({ ...headers, vary })) response.setHeader(name, value);
  response.end(body);
}

/** Keep caches from giving one caller's answer to another, unless the handler says otherwise (requirement H4). */
export function keepFromCaches(response: ServerResponse): void {
  response.setHeader('cache-control', 'no-store');
  response.setHeader('vary', addAuthorizationToVary(response.getHeader('vary')));
}
