import type { Endpoint } from './exchange.ts';

/** What every answer gets on its way out, whoever made it. */
export interface ResponseHeaders {
  /**
   * Add what is missing and tighten what is too loose. Answers the same response, or a copy when its headers cannot be
   * changed (`Response.redirect` makes such).
   *
   * @param endpoint - what was called; undefined when nothing was found or the method was wrong.
   */
  complete(response: Response, endpoint: Endpoint | undefined, extra: readonly (readonly [string, string])[]): Response;
}

/** One year, as the browsers' preload lists ask for. */
const hstsValue = 'max-age=31536000; includeSubDomains';
/** For answers that bring no policy of their own: they hold data, so nothing in them may run or be framed. */
const dataPolicy = "default-src 'none'; frame-ancestors 'none'";

/** @param issuer - HSTS goes out when it is https (H2); browsers ignore it on plain HTTP, and so do we. */
export function createResponseHeaders(issuer: string): ResponseHeaders {
  const isHttps = issuer.startsWith('https://');
  return {
    complete(response, endpoint, extra) {
      const writable = ensureWritableHeaders(response);
      const { headers } = writable;
      if (isHttps) headers.set('Strict-Transport-Security', hstsValue);
      if (!headers.has('Referrer-Policy')) headers.set('Referrer-Policy', 'same-origin');
      if (!headers.has('Content-Security-Policy')) headers.set('Content-Security-Policy', dataPolicy);
      for (const [name, value] of extra) headers.set(name, value);
      limitCaching(headers, endpoint, writable.status);
      return writable;
    },
  };
}

/**
 * H4: `no-store` unless the endpoint chose otherwise, and no endpoint may choose to share one person's answer. Shared
 * caching is for `public` endpoints alone, whose answers are the same for everybody; an answer that sets a cookie or
 * reports a failure is never kept.
 */
function limitCaching(headers: Headers, endpoint: Endpoint | undefined, status: number): void {
  const chosen = headers.get('Cache-Control');
  const isShared = endpoint?.cors === 'public';
  const isKept =
    chosen !== null && status < 400 && !headers.has('Set-Cookie') && (isShared || /\bprivate\b/i.test(chosen));
  if (!isKept) headers.set('Cache-Control', 'no-store');
  // Said even beside `no-store`: some delivery networks can be told to ignore the one, hardly any ignores the other.
  if (endpoint !== undefined && !isShared) addVary(headers, varyOf[endpoint.answers][endpoint.cors]);
}

/** What an answer depends on beside its address: who is signed in, and for browsers elsewhere which page asks. */
const varyOf = {
  page: { none: 'Cookie', clients: 'Cookie, Origin', public: '' },
  json: { none: 'Authorization, Cookie', clients: 'Authorization, Cookie, Origin', public: '' },
} as const;

function addVary(headers: Headers, names: string): void {
  const present = headers.get('Vary');
  if (present === null) {
    headers.set('Vary', names);
    return;
  }
  const all = new Map(`${present}, ${names}`.split(',').map((name) => [name.trim().toLowerCase(), name.trim()]));
  headers.set('Vary', [...all.values()].filter((name) => name !== '').join(', '));
}

/** Sets the one header that every answer gets, to see whether headers can be set at all. */
function ensureWritableHeaders(response: Response): Response {
  try {
    response.headers.set('X-Content-Type-Options', 'nosniff');
    return response;
  } catch {
    const copy = new Response(response.body, response);
    copy.headers.set('X-Content-Type-Options', 'nosniff');
    return copy;
  }
}
