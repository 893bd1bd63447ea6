import type { Endpoint } from './exchange.ts';
import type { Route } from './route-table.ts';

/** Cross-origin rules (H5): which pages of other origins may call what. Cookies never count across origins. */
export interface Cors {
  /** Answer OPTIONS: a preflight, or the plain question what is allowed here. */
  answerOptions(route: Route, headers: Headers): Response;
  /** Headers that let the calling page read the answer of this endpoint; empty when it may not. */
  describeAccess(endpoint: Endpoint, origin: string | null): readonly (readonly [string, string])[];
}

const allowedHeaders = 'Authorization, DPoP, Content-Type, X-XSRF-TOKEN';
/** What a page must see to act on a refusal; everything else stays hidden from it. */
const exposedHeaders = 'WWW-Authenticate, X-Request-Id, Retry-After';
/** Ten minutes: a removed origin is out of every browser's memory soon, and a busy app asks seldom. */
const preflightMaxAgeSeconds = '600';

/**
 * @param clientOrigins - the exact origins of all clients' `allowedOrigins`.
 * @see https://fetch.spec.whatwg.org/#http-cors-protocol
 */
export function createCors(clientOrigins: ReadonlySet<string>): Cors {
  /** The value of `Access-Control-Allow-Origin`. `*` goes to everybody, so that one cached answer serves all. */
  const findAllowedOrigin = ({ cors }: Endpoint, origin: string | null): string | undefined => {
    if (cors === 'public') return '*';
    return cors === 'clients' && origin !== null && clientOrigins.has(origin) ? origin : undefined;
  };

  return {
    answerOptions(route, headers) {
      const answer = new Headers({ Allow: route.allow });
      const wanted = headers.get('access-control-request-method');
      const endpoint = route.endpoints.find(({ method }) => method === (wanted === 'HEAD' ? 'GET' : wanted));
      if (route.endpoints.some(({ cors }) => cors === 'clients')) answer.set('Vary', 'Origin');
      const allowed = endpoint && findAllowedOrigin(endpoint, headers.get('origin'));
      if (wanted !== null && allowed !== undefined) {
        answer.set('Access-Control-Allow-Origin', allowed);
        answer.set('Access-Control-Allow-Methods', wanted);
        answer.set('Access-Control-Allow-Headers', allowedHeaders);
        answer.set('Access-Control-Max-Age', preflightMaxAgeSeconds);
      }
      return new Response(null, { status: 204, headers: answer });
    },
    describeAccess(endpoint, origin) {
      const allowed = findAllowedOrigin(endpoint, origin);
      if (allowed === undefined) return [];
      return [
        ['Access-Control-Allow-Origin', allowed],
        ['Access-Control-Expose-Headers', exposedHeaders],
      ];
    },
  };
}

/** The origins that any client may be called from. */
export function collectClientOrigins(
  clients: readonly { readonly allowedOrigins: readonly string[] }[],
): ReadonlySet<string> {
  return new Set(clients.flatMap(({ allowedOrigins }) => allowedOrigins));
}
