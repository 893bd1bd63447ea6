import { randomUUID } from 'node:crypto';
import { createClientAddressResolver } from '@latchkey/host/client-address';
import { parseCookies } from '@latchkey/host/cookie-header';
import { describeMethod } from '@latchkey/host/logged-method';
import type { AuthorityConfig } from '../config/config.ts';
import type { Log } from '../log.ts';
import { collectClientOrigins, createCors } from './cors.ts';
import { prefersPage, type RenderErrorPage, renderJsonError, renderPageError } from './error-response.ts';
import type { Connection, Endpoint, RoutedExchange } from './exchange.ts';
import { describeFailure, type Failure } from './failure.ts';
import type { HttpAnswer, HttpRequest, RequestHeaders } from './message.ts';
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

export type Dispatch = (request: HttpRequest, connection: Connection) => Promise<HttpAnswer>;

/**
 * From rows of data to a function from request to answer. In order: find the path; refuse credentials in the query;
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
    const { path } = request;
    // With its question mark: the parser drops one, and would drop one of the caller's otherwise.
    const query = new URLSearchParams(request.search);
    const found = routes.find(path);
    let endpoint = found && findByMethod(found.route, method);
    let failure: Failure | undefined;
    let answer: HttpAnswer;
    try {
      refuseSecretsInQuery(query);
      const { route, params } = requireRoute(found);
      if (method === 'OPTIONS') {
        answer = cors.answerOptions(route, headers);
      } else {
        endpoint = chooseEndpoint(route, method, headers);
        const audit = { requestId, address, userAgent: readUserAgent(headers) };
        const cookies = parseCookies(headers.get('cookie'));
        const exchange: RoutedExchange = { request, method, path, query, params, cookies, address, audit };
        answer = await callEndpoint(endpoint, exchange, maxBodyBytes);
      }
    } catch (thrown) {
      failure = describeFailure(thrown);
      answer = isForPerson(endpoint, headers)
        ? renderPageError(failure.error, requestId, renderErrorPage)
        : renderJsonError(failure.error);
    }

    const access = endpoint && cors.describeAccess(endpoint, headers.get('origin'));
    const completed = responseHeaders.complete(answer, endpoint, { ...access, 'x-request-id': requestId });
    log[failure?.isFault === true ? 'error' : 'info'](
      {
        requestId,
        method: describeMethod(method),
        path: found?.route.pattern ?? 'unknown',
        status: answer.status,
        durationMs: Math.round((performance.now() - startedAtMs) * 10) / 10,
        address,
        ...failure?.logFields,
      },
      'request',
    );
    return { ...answer, headers: completed, body: method === 'HEAD' ? undefined : answer.body };
  };
}

const userAgentMaxLength = 256;

function readUserAgent(headers: RequestHeaders): string | undefined {
  const userAgent = headers.get('user-agent');
  return userAgent === undefined || userAgent === '' ? undefined : userAgent.slice(0, userAgentMaxLength);
}

function isForPerson(endpoint: Endpoint | undefined, headers: RequestHeaders): boolean {
  return endpoint === undefined ? prefersPage(headers) : endpoint.answers === 'page';
}
