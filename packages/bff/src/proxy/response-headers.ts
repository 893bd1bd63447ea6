import { chooseTransportSecurity } from '@latchkey/host/transport-security';
import type { BffApi, BffSettings } from '../options.ts';
import { keepTokenChallenges } from './challenges.ts';
import {
  createNameMatcher,
  hopByHopHeaders,
  type NameRows,
  normaliseName,
  readConnectionOptions,
} from './header-names.ts';
import { rewriteLocation } from './location.ts';
import { readRawHeaders } from './raw-headers.ts';

/** What an API's answer loses on its way to the browser, and why. To the browser it is this application that answers. */
export const droppedResponseHeaders: Readonly<Record<string, NameRows>> = {
  /** Of one connection. */
  hopByHop: { exact: [...hopByHopHeaders, 'alt-svc', 'proxy-authenticate'], prefixes: [] },
  /** Cookies and sign-ins of this origin are this application's. */
  cookies: {
    exact: ['set-cookie', 'set-cookie2', 'set-login', 'clear-site-data', 'proxy-authentication-info'],
    prefixes: ['sec-session-', 'secure-session-'],
  },
  /** No other origin reads answers that were made with this one's session. */
  crossOrigin: {
    exact: ['timing-allow-origin', 'cross-origin-resource-policy', 'content-security-policy-report-only'],
    prefixes: ['access-control-'],
  },
  /** They change what browsers do with the whole origin, for longer than one answer. */
  originWide: {
    exact: [
      'strict-transport-security',
      'public-key-pins',
      'public-key-pins-report-only',
      'expect-ct',
      'service-worker-allowed',
      'nel',
      'report-to',
      'reporting-endpoints',
      'accept-ch',
      'critical-ch',
      'origin-trial',
      'speculation-rules',
      'use-as-dictionary',
    ],
    prefixes: [],
  },
  /** They move a page elsewhere, or describe the machine behind. */
  pages: {
    exact: ['refresh', 'sourcemap', 'x-sourcemap', 'x-powered-by', 'server', 'via'],
    prefixes: ['x-aspnet'],
  },
  /** Servers in front of this one act on them: they send files, and keep answers whatever `Cache-Control` says (H4). */
  serversInFront: {
    exact: ['x-accel-redirect', 'x-accel-expires', 'x-sendfile', 'x-lighttpd-send-file', 'cdn-cache-control'],
    prefixes: ['surrogate-', 'cloudflare-cdn-', 'vercel-cdn-', 'netlify-cdn-', 'edge-'],
  },
  /** Set anew, or rewritten. */
  ours: {
    exact: [
      'cache-control',
      'pragma',
      'expires',
      'vary',
      'location',
      'www-authenticate',
      'content-security-policy',
      'x-content-type-options',
      'referrer-policy',
    ],
    prefixes: [],
  },
};

const isDropped = createNameMatcher(Object.values(droppedResponseHeaders));

/** Data of an API opened as a page has an origin of its own and runs nothing, whatever its media type. */
const pagePolicy = "sandbox; default-src 'none'; frame-ancestors 'none'";

/** An API's answer as Node hands it over: names at even places, values behind them. */
export interface ApiHead {
  readonly status: number;
  readonly rawHeaders: readonly string[];
}

/**
 * The headers a browser gets for an API's answer: the API's without those of {@link droppedResponseHeaders} and those that
 * `Connection` names, and those that keep the answer from caches and other origins and from running as a page.
 *
 * @param requestUrl - what the API was asked.
 * @throws TypeError for a header that HTTP does not allow.
 */
export function createResponseHeaders(
  { status, rawHeaders }: ApiHead,
  api: BffApi,
  requestUrl: URL,
  { isHttps }: Pick<BffSettings, 'isHttps'>,
): Headers {
  const sent = readRawHeaders(rawHeaders);
  const named = new Set(readConnectionOptions(sent.get('connection')));
  const headers = new Headers();
  for (const [name, value] of sent) {
    const normal = normaliseName(name);
    if (!isDropped(normal) && !named.has(normal)) headers.set(name, value);
  }
  // RFC 9110 §8.6 and §15.3.6: neither has a body, so whatever came next on the connection would be taken for one.
  if (status === 204 || status === 205) headers.delete('content-length');
  setIfPresent(headers, 'www-authenticate', keepTokenChallenges(sent.get('www-authenticate')));
  const location = sent.get('location');
  if (location !== null) setIfPresent(headers, 'location', rewriteLocation(location, requestUrl, api));
  headers.set('cache-control', limitCaching(sent.get('cache-control')));
  headers.set('vary', addCookie(sent.get('vary')));
  headers.set('content-security-policy', pagePolicy);
  headers.set('x-content-type-options', 'nosniff');
  headers.set('cross-origin-resource-policy', 'same-origin');
  headers.set('referrer-policy', 'no-referrer');
  setIfPresent(headers, 'strict-transport-security', chooseTransportSecurity(isHttps));
  return headers;
}

function setIfPresent(headers: Headers, name: string, value: string | undefined): void {
  if (value !== undefined) headers.set(name, value);
}

/**
 * H4: `no-store`, unless the API lets this one browser keep the answer. `private="some-header"` is no such leave: it is
 * about that header alone (RFC 9111 §5.2.2.7).
 */
function limitCaching(sent: string | null): string {
  const directives = (sent ?? '').split(',').map((directive) => directive.trim().toLowerCase());
  const isPrivate = directives.includes('private');
  const isShared = directives.some((directive) => directive === 'public' || directive.startsWith('s-maxage'));
  return sent !== null && isPrivate && !isShared ? sent : 'no-store';
}

/** What one browser may keep it may show to one session alone: the cookie decides what the answer is. */
function addCookie(sent: string | null): string {
  const names = (sent ?? '').split(',').map((name) => name.trim());
  if (names.includes('*')) return '*';
  const others = names.filter((name) => name !== '' && name.toLowerCase() !== 'cookie');
  return [...others, 'Cookie'].join(', ');
}
