/** One year, as the browsers' preload lists ask for. */
const policy = 'max-age=31536000; includeSubDomains';

/**
 * The value of `Strict-Transport-Security` (H2), or undefined on plain http, where browsers ignore it and so do we.
 *
 * @param isHttps - whether browsers reach the origin by https, wherever its TLS ends.
 * @see RFC 6797 §6.1
 */
export function chooseTransportSecurity(isHttps: boolean): string | undefined {
  return isHttps ? policy : undefined;
}
