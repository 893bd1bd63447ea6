import { randomUUID } from 'node:crypto';
import { createClientAddressResolver } from '@latchkey/host/client-address';
import { parseCookies } from '@latchkey/host/cookie-header';
import { splitUrl } from '@latchkey/host/request-target';
import type { AuthorityConfig } from '../config/config.ts';
import type { Log } from '../log.ts';
import { collectClientOrigins, createCors } from './cors.ts';
import { prefersPage, type RenderErrorPage, renderJsonError, renderPageError } from './error-response.ts';
import type { Connection, Endpoint, RoutedExchange } from './exchange.ts';
import { describeFailure, type Failure } from './failure.ts';
import { refuseSecretsInQuery } from './query-secrets.ts';
import { createResponseHeaders } from './response-headers.ts';
import { callEndpoint, chooseEndpoint, findByMethod, requireRoute } from './route-request.ts';
import { createRouteTable } from './route-table.ts';

export interface DispatcherParts {
  readonly endpoints: readonly Endpoint[];
  readonly config: Pick<AuthorityConfig, 'issuer' | 'trustedProxies' | 'clients' | 'http'>;
  readonly log: Log;
  readonly renderErrorPage: RenderErrorPage;
}

export type Dispatch = (request: Request, connection: Connection) => Promise<Response>;

/**
 * From rows of data to a function from request to response. In order: find the path; refuse credentials in the query;
 * answer OPTIONS; find the method; read the body; call the endpoint; render what it threw; complete the headers; write
 * one log line. Never rejects.
 *
 * Does not check `Host`: no answer depends on it.
 *
 * @throws Error when two endpoints claim the same method and body of one path.
 */
export function createDispatcher({ endpoints, config, log, renderErrorPage }: DispatcherParts): Dispatch {
  const routes = createRouteTable(endpoints);
  const cors = createCors(collectClientOrigins(config.clients));
  const responseHeaders = createResponseHeaders(config.issuer);
  const resolveAddress = createClientAddressResolver(config.trustedProxies);
  const { maxBodyBytes } = config.http;

  return async function dispatch(request, connection) {
    const startedAtMs = performance.now();
    const { method, headers } = request;
    const requestId = randomUUID();
    const address = resolveAddress(connection.remoteAddress, headers.get('x-forwarded-for'));
    const { path, search } = splitUrl(request.url);
    // With its question mark: the parser drops one, and would drop one of the caller's otherwise.
    const query = new URLSearchParams(search);
    const found = routes.find(path);
    let endpoint = found && findByMethod(found.route, method);
    let failure: Failure | undefined;
    let response: Response;
    try {
      refuseSecretsInQuery(query);
      const { route, params } = requireRoute(found);
      if (method === 'OPTIONS') {
        response = cors.answerOptions(route, headers);
      } else {
        endpoint = chooseEndpoint(route, method, headers);
        const audit = { requestId, address, userAgent: readUserAgent(headers) };
        const cookies = parseCookies(headers.get('cookie'));
        const exchange: RoutedExchange = { request, method, path, query, params, cookies, address, audit };
        response = await callEndpoint(endpoint, exchange, maxBodyBytes);
      }
    } catch (thrown) {
      failure = describeFailure(thrown);
      response = isForPerson(endpoint, headers)
        ? renderPageError(failure.error, requestId, renderErrorPage)
        : renderJsonError(failure.error);
    }

    const access = endpoint === undefined ? [] : cors.describeAccess(endpoint, headers.get('origin'));
    response = responseHeaders.complete(response, endpoint, [['X-Request-Id', requestId], ...access]);
    log[failure?.isFault === true ? 'error' : 'info'](
      {
        requestId,
        method: describeMethod(method),
        path: found?.route.pattern ?? 'unknown',
        status: response.status,
        durationMs: Math.round((performance.now() - startedAtMs) * 10) / 10,
        address,
        ...failure?.logFields,
      },
      'request',
    );
    return method === 'HEAD' ? new Response(null, response) : response;
  };
}

const userAgentMaxLength = 256;

function readUserAgent(headers: Headers): string | undefined {
  const userAgent = headers.get('user-agent');
  return userAgent === null || userAgent === '' ? undefined : userAgent.slice(0, userAgentMaxLength);
}

function isForPerson(endpoint: Endpoint | undefined, headers: Headers): boolean {
  return endpoint === undefined ? prefersPage(headers) : endpoint.answers === 'page';
}

const loggedMethods: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
]);

/** The caller chooses the method's letters freely, so only known ones reach the log. */
function describeMethod(method: string): string {
  return loggedMethods.has(method) ? method : 'other';
}
