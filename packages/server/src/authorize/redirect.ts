import type { HttpAnswer } from '../http/message.ts';
import { redirectSeeOther } from '../http/see-other.ts';

/**
 * Send the browser back to the client with an answer, `state` as it came, and `iss`, by which a client of several
 * authorities tells them apart (RFC 9207 §2).
 *
 * @param redirectUri - already found to be registered; whatever query it has is kept as it is (RFC 6749 §3.1.2).
 */
export function redirectToClient(
  redirectUri: string,
  issuer: string,
  answer: Readonly<Record<string, string | undefined>> & { readonly state: string | undefined },
): HttpAnswer {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(answer)) if (value !== undefined) parameters.append(name, value);
  parameters.append('iss', issuer);
  return redirectSeeOther(appendQuery(redirectUri, parameters));
}

/** A URI with parameters added to its query. Its own characters are not touched. Checks nothing about it. */
export function appendQuery(uri: string, parameters: URLSearchParams): string {
  const query = parameters.toString();
  if (query === '') return uri;
  if (!uri.includes('?')) return `${uri}?${query}`;
  return /[?&]$/.test(uri) ? `${uri}${query}` : `${uri}&${query}`;
}
