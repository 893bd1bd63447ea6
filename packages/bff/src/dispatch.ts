import { createClientAddressResolver } from '@latchkey/host/client-address';
import { parseCookies } from '@latchkey/host/cookie-header';
import { type RequestTarget, splitUrl } from '@latchkey/host/request-target';
import { describeError } from './authority/failure.ts';
import type { BffConnection, SentLine } from './bff.ts';
import type { Endpoint } from './endpoints/endpoint.ts';
import type { Proxy } from './gate.ts';
import type { BffSettings } from './options.ts';
import type { Problem } from './problems.ts';
import { matchApi } from './proxy/path.ts';
import { logRequest } from './request-log.ts';
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
  /** Refuse what never became a request, with the headers and the log line of one. */
  refuse(problem: Problem, sent: SentLine): Response;
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

  /** What the log may show of a path: a row's or an API's, never the caller's own letters. */
  function describePath(path: string): string | undefined {
    return rows.has(path) ? path : matchApi(settings.apis, path)?.api.path;
  }

  function finish(
    { response, isOwn }: Answered,
    { method, path }: SentLine,
    startedAtMs: number,
    error?: string,
  ): void {
    if (isOwn) completeHeaders(response, isHttps);
    logRequest(log, {
      ...{ method, path: describePath(path), status: response.status },
      ...{ code: readProblemCode(response), startedAtMs, error },
    });
  }

  return {
    claims: (path) => isOwn(path) || proxy.claims(path),
    refuse(problem, sent) {
      const response = respondProblem(problem);
      finish({ response, isOwn: true }, sent, performance.now());
      return response;
    },
    async dispatch(request, connection) {
      const startedAtMs = performance.now();
      const target = splitUrl(request.url);
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
      finish(answered, { method: request.method, path: target.path }, startedAtMs, fault);
      return answered.isOwn && request.method === 'HEAD' ? new Response(null, response) : response;
    },
  };
}
