import type { Endpoint, RoutedExchange } from './exchange.ts';
import type { HttpAnswer, RequestHeaders } from './message.ts';
import { OAuthError } from './oauth-error.ts';
import { chooseByContentType, parseForm, parseJson, readBodyText } from './request-body.ts';
import type { Route, RouteMatch } from './route-table.ts';

/** @throws OAuthError 404 when no endpoint has the path. */
export function requireRoute(found: RouteMatch | undefined): RouteMatch {
  if (found !== undefined) return found;
  throw new OAuthError('invalid_request', 'There is nothing at this address. Check it, or begin at the start page.', {
    status: 404,
  });
}

/**
 * The endpoint of a path for a method and, where a form and a JSON endpoint share it, for the body. HEAD is answered by GET.
 *
 * @throws OAuthError 405 with `Allow` (TRACE, TRACK and CONNECT among them: H3), or 415.
 */
export function chooseEndpoint(route: Route, method: string, headers: RequestHeaders): Endpoint {
  if (method === 'POST') {
    const candidates = route.endpoints.filter((endpoint) => endpoint.method === 'POST');
    if (candidates.length > 0) return chooseByContentType(candidates, headers);
  }
  const endpoint = findByMethod(route, method);
  if (endpoint !== undefined) return endpoint;
  throw new OAuthError(
    'invalid_request',
    `This address answers ${route.allow}, and is not made to be opened by itself. Begin at the start page.`,
    {
      status: 405,
      headers: { allow: route.allow },
    },
  );
}

/** The endpoint whose way of answering a refusal of this request follows, before one is chosen for good. */
export function findByMethod(route: Route, method: string): Endpoint | undefined {
  const wanted = method === 'HEAD' ? 'GET' : method;
  return route.endpoints.find((endpoint) => endpoint.method === wanted);
}

/** Read the body the endpoint declares, if any, and let it answer. */
export async function callEndpoint(
  endpoint: Endpoint,
  exchange: RoutedExchange,
  maxBodyBytes: number,
): Promise<HttpAnswer> {
  if (endpoint.method !== 'POST') return endpoint.handle(exchange);
  const text = await readBodyText(exchange.request, maxBodyBytes);
  if (endpoint.body === 'form') return endpoint.handle({ ...exchange, form: parseForm(text) });
  return endpoint.handle({ ...exchange, json: parseJson(text) });
}
