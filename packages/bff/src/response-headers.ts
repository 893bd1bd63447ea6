import { chooseTransportSecurity } from '@latchkey/host/transport-security';

/** What every answer of our own carries: it is about one person, it is data, and nothing in it may run or be framed. */
const ownHeaders: readonly (readonly [string, string])[] = [
  ['Cache-Control', 'no-store'],
  // Said beside `no-store`: some delivery networks can be told to ignore the one, hardly any ignores the other.
  ['Vary', 'Cookie'],
  ['X-Content-Type-Options', 'nosniff'],
  ['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'"],
  ['Referrer-Policy', 'same-origin'],
];

/**
 * Give an answer of our own the headers of one (H4), with HSTS on https (H2). An answer of an API is not ours: the part that
 * passes it on sees to its headers.
 */
export function completeHeaders(response: Response, isHttps: boolean): Response {
  const { headers } = response;
  for (const [name, value] of ownHeaders) headers.set(name, value);
  const transport = chooseTransportSecurity(isHttps);
  if (transport !== undefined) headers.set('Strict-Transport-Security', transport);
  return response;
}
