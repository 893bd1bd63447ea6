import { createClientAddressResolver } from '@latchkey/host/client-address';
import { describeError } from './authority/failure.ts';
import type { BffConnection } from './bff.ts';
import { parseCookies } from './cookies/parse-cookies.ts';
import type { Endpoint } from './endpoints/endpoint.ts';
import type { Proxy } from './gate.ts';
import type { BffSettings } from './options.ts';
import { type RequestTarget, splitTarget } from './request-target.ts';
import { readProblemCode, respondProblem } from './respond.ts';
import { completeHeaders } from './response-headers.ts';
import { BffStoreUnavailableError } from './session/store.ts';

export interface DispatcherParts {
  readonly settings: BffSettings;
  readonly endpoints: readonly Endpoint[];
  readonly proxy: Proxy;
}

export interface Dispatcher {
  /** Answer a request. Never rejects. */
  dispatch(request: Request, connection: BffConnection): Promise<Response>;
  claims(path: string): boolean;
}

/** An answer with whether it is ours or an API's. */
interface Answered {
  readonly response: Response;
  readonly isOwn: boolean;
}

/**
 * From rows of data to a function from request to response: find the endpoint or else the API, answer, complete the headers,
 * write one log line.
 */
export function createDispatcher({ settings, endpoints, proxy }: DispatcherParts): Dispatcher {
  const { basePath, isHttps, log } = settings;
  const resolveAddress = createClientAddressResolver(settings.trustedProxies);
  const rows = new Map(endpoints.map((endpoint) => [`${basePath}${endpoint.path}`, endpoint]));

  function isOwn(path: string): boolean {
    return path === basePath || path.startsWith(`${basePath}/`);
  }

  async function answer(request: Request, target: RequestTarget, connection: BffConnection): Promise<Answered> {
    const { path, search } = target;
    if (isOwn(path)) return { response: await answerOwn(request, target, connection), isOwn: true };
    if (!proxy.claims(path)) return { response: respondProblem({ code: 'not_found' }), isOwn: true };
    const response = await proxy.handle(request, path, search);
    return { response, isOwn: readProblemCode(response) !== undefined };
  }

  async function answerOwn(
    request: Request,
    { path, search }: RequestTarget,
    connection: BffConnection,
  ): Promise<Response> {
    const endpoint = rows.get(path);
    if (endpoint === undefined) return respondProblem({ code: 'not_found' });
    // No TRACE among them, which would echo cookies that script may not read (H3).
    if (endpoint.method !== (request.method === 'HEAD' ? 'GET' : request.method)) {
      return respondProblem({ code: 'method_not_allowed', allow: endpoint.method === 'GET' ? 'GET, HEAD' : 'POST' });
    }
    const { headers } = request;
    return await endpoint.handle({
      request,
      query: new URLSearchParams(search),
      cookies: parseCookies(headers.get('cookie')),
      clientAddress: resolveAddress(connection.remoteAddress, headers.get('x-forwarded-for')),
    });
  }

  function findApi(path: string): BffSettings['apis'][number] | undefined {
    return settings.apis.find((api) => path === api.path || path.startsWith(`${api.path}/`));
  }

  /** What the log may show of a path: a row's or an API's, never the caller's own letters. */
  function describePath(path: string): string {
    return rows.has(path) ? path : (findApi(path)?.path ?? 'unknown');
  }

  return {
    claims: (path) => isOwn(path) || proxy.claims(path),
    async dispatch(request, connection) {
      const startedAtMs = performance.now();
      const target = splitTarget(request.url);
      let fault: string | undefined;
      let answered: Answered;
      try {
        answered = await answer(request, target, connection);
      } catch (error) {
        fault = describeError(error);
        const code = error instanceof BffStoreUnavailableError ? 'store_unavailable' : 'server_error';
        answered = { response: respondProblem({ code }), isOwn: true };
      }
      const { response } = answered;
      if (answered.isOwn) completeHeaders(response, isHttps);
      const fields = {
        method: describeMethod(request.method),
        path: describePath(target.path),
        status: response.status,
        code: readProblemCode(response),
        durationMs: Math.round((performance.now() - startedAtMs) * 10) / 10,
      };
      if (fault === undefined) log.info(fields, 'request');
      else log.error({ ...fields, error: fault }, 'request');
      return answered.isOwn && request.method === 'HEAD' ? new Response(null, response) : response;
    },
  };
}

const loggedMethods: ReadonlySet<string> = new Set([
  ...['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'],
]);

/** The caller chooses the method's letters freely, so only known ones reach the log. */
function describeMethod(method: string): string {
  return loggedMethods.has(method) ? method : 'other';
}
