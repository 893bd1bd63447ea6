import { chooseTransportSecurity } from '@latchkey/host/transport-security';
import type { Endpoint } from './exchange.ts';
import type { HeaderFields, HttpAnswer } from './message.ts';

/** What every answer gets on its way out, whoever made it. */
export interface ResponseHeaders {
  /**
   * The header fields of an answer, with what is missing added and what is too loose tightened.
   *
   * @param endpoint - what was called; undefined when nothing was found or the method was wrong.
   * @param extra - fields that only this answer has.
   */
  complete(answer: HttpAnswer, endpoint: Endpoint | undefined, extra: HeaderFields): HeaderFields;
}

const defaultFields: HeaderFields = {
  'referrer-policy': 'same-origin',
  // For answers that bring no policy of their own: they hold data, so nothing in them may run or be framed.
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

/** @param issuer - decides whether `Strict-Transport-Security` goes out (H2). */
export function createResponseHeaders(issuer: string): ResponseHeaders {
  const policy = chooseTransportSecurity(issuer.startsWith('https://'));
  const transport: HeaderFields = policy === undefined ? {} : { 'strict-transport-security': policy };
  return {
    complete(answer, endpoint, extra) {
      const isShared = endpoint?.cors === 'public';
      return {
        ...defaultFields,
        ...answer.headers,
        ...transport,
        'x-content-type-options': 'nosniff',
        ...extra,
        'cache-control': limitCaching(answer, isShared),
        // Said even beside `no-store`: some delivery networks can be told to ignore the one, hardly any ignores the other.
        ...(endpoint === undefined || isShared ? {} : describeVariation(answer.headers['vary'], endpoint)),
      };
    },
  };
}

/**
 * H4: `no-store` unless the endpoint chose otherwise, and no endpoint may choose to share one person's answer. Shared
 * caching is for `public` endpoints alone, whose answers are the same for everybody; an answer that sets a cookie or
 * reports a failure is never kept.
 */
function limitCaching({ status, headers, setCookies }: HttpAnswer, isShared: boolean): string {
  const chosen = headers['cache-control'];
  const isKept =
    chosen !== undefined && status < 400 && setCookies.length === 0 && (isShared || /\bprivate\b/i.test(chosen));
  return isKept ? chosen : 'no-store';
}

/** What an answer depends on beside its address: who is signed in, and for browsers elsewhere which page asks. */
const varyOf = {
  page: { none: 'Cookie', clients: 'Cookie, Origin', public: '' },
  json: { none: 'Authorization, Cookie', clients: 'Authorization, Cookie, Origin', public: '' },
} as const;

function describeVariation(present: string | undefined, { answers, cors }: Endpoint): HeaderFields {
  const names = varyOf[answers][cors];
  if (present === undefined) return { vary: names };
  const all = new Map(`${present}, ${names}`.split(',').map((name) => [name.trim().toLowerCase(), name.trim()]));
  return { vary: [...all.values()].filter((name) => name !== '').join(', ') };
}
