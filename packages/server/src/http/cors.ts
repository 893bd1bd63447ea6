import type { Endpoint } from './exchange.ts';
import { answerEmpty, type HeaderFields, type HttpAnswer, type RequestHeaders } from './message.ts';
import type { Route } from './route-table.ts';

/** Cross-origin rules (H5): which pages of other origins may call what. Cookies never count across origins. */
export interface Cors {
  /** Answer OPTIONS: a preflight, or the plain question what is allowed here. */
  answerOptions(route: Route, headers: RequestHeaders): HttpAnswer;
  /** Headers that let the calling page read the answer of this endpoint; empty when it may not. */
  describeAccess(endpoint: Endpoint, origin: string | undefined): HeaderFields;
}

const allowedHeaders = 'Authorization, DPoP, Content-Type, X-XSRF-TOKEN';
/** What a page must see to act on a refusal; everything else stays hidden from it. */
const exposedHeaders = 'WWW-Authenticate, X-Request-Id, Retry-After';
/** Ten minutes: a removed origin is out of every browser's memory soon, and a busy app asks seldom. */
const preflightMaxAgeSeconds = '600';
const noFields: HeaderFields = Object.freeze({});

/**
 * @param clientOrigins - the exact origins of all clients' `allowedOrigins`.
 * @see https://fetch.spec.whatwg.org/#http-cors-protocol
 */
export function createCors(clientOrigins: ReadonlySet<string>): Cors {
  /** The value of `Access-Control-Allow-Origin`. `*` goes to everybody, so that one cached answer serves all. */
  const findAllowedOrigin = ({ cors }: Endpoint, origin: string | undefined): string | undefined => {
    if (cors === 'public') return '*';
    return cors === 'clients' && origin !== undefined && clientOrigins.has(origin) ? origin : undefined;
  };

  return {
    answerOptions(route, headers) {
      const wanted = headers.get('access-control-request-method');
      const endpoint = route.endpoints.find(({ method }) => method === (wanted === 'HEAD' ? 'GET' : wanted));
      const dependsOnOrigin = route.endpoints.some(({ cors }) => cors === 'clients');
      const allowed = endpoint && findAllowedOrigin(endpoint, headers.get('origin'));
      return answerEmpty(204, {
        allow: route.allow,
        ...(dependsOnOrigin ? { vary: 'Origin' } : {}),
        ...(wanted === undefined || allowed === undefined ? {} : describePreflight(allowed, wanted)),
      });
    },
    describeAccess(endpoint, origin) {
      const allowed = findAllowedOrigin(endpoint, origin);
      if (allowed === undefined) return noFields;
      return { 'access-control-allow-origin': allowed, 'access-control-expose-headers': exposedHeaders };
    },
  };
}

function describePreflight(allowedOrigin: string, method: string): HeaderFields {
  return {
    'access-control-allow-origin': allowedOrigin,
    'access-control-allow-methods': method,
    'access-control-allow-headers': allowedHeaders,
    'access-control-max-age': preflightMaxAgeSeconds,
  };
}

/** The origins that any client may be called from. */
export function collectClientOrigins(
  clients: readonly { readonly allowedOrigins: readonly string[] }[],
): ReadonlySet<string> {
  return new Set(clients.flatMap(({ allowedOrigins }) => allowedOrigins));
}
