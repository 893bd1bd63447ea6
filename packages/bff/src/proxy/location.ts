import type { BffApi } from '../options.ts';

const webProtocols: ReadonlySet<string> = new Set(['http:', 'https:']);

/**
 * What a browser is told of an API's `Location`: an address within the API's target becomes the path browsers know it by;
 * other web addresses pass, relative ones made absolute, because the browser would resolve them against this origin.
 * Undefined for what is no address or no web address: `javascript:` and `data:` lead into this origin.
 *
 * @param requestUrl - what the API was asked, which its relative addresses start from.
 * @see RFC 9110 §10.2.2
 */
export function rewriteLocation(location: string, requestUrl: URL, api: BffApi): string | undefined {
  const url = URL.parse(location, requestUrl.href);
  if (url === null || !webProtocols.has(url.protocol)) return undefined;
  const base = api.target.pathname.replace(/\/$/, '');
  const isWithin = url.origin === api.target.origin && (url.pathname === base || url.pathname.startsWith(`${base}/`));
  if (!isWithin) return url.href;
  return `${api.path}${url.pathname.slice(base.length)}${url.search}${url.hash}`;
}
