import { parseAddressRange } from '@latchkey/host/client-address';
import { completeListen } from '../listen-defaults.ts';
import { isLoopbackHost } from '../uris.ts';
import type { Rule } from './rule.ts';

/** H1: HTTPS of its own, or behind a proxy that was named, or this machine alone. */
export const checkTransport: Rule = function* ({ settings: { issuer, listen, tls, trustedProxies } }) {
  if (issuer === undefined || listen === undefined || trustedProxies === undefined) return;
  const isHttps = issuer.startsWith('https://');
  if (tls !== undefined) {
    if (issuer.startsWith('http://'))
      yield { path: 'issuer', what: 'is plain http although tls is set', remedy: 'Begin it with https://.' };
    return;
  }
  if (isHttps && trustedProxies.length === 0) {
    yield {
      path: 'tls',
      what: 'is missing although the issuer is https',
      remedy:
        'Set tls.certificateFile and tls.keyFile, or set trustedProxies to the addresses of the proxy that ends TLS in front.',
    };
    return;
  }
  const { host } = completeListen(listen, issuer, false);
  if (!isLoopbackHost(host) && trustedProxies.length === 0) {
    yield {
      path: 'listen.host',
      what: 'is reachable from other machines by plain http',
      remedy: 'Set it to 127.0.0.1, or set tls, or set trustedProxies to the proxy that ends TLS in front.',
    };
  }
};

/** An issuer on this machine that names another port than the one listened on leads every application astray. */
export const checkPort: Rule = function* ({ settings: { issuer, listen, trustedProxies } }) {
  if (issuer === undefined || listen?.port === undefined || listen.port === 0 || trustedProxies === undefined) return;
  if (!issuer.startsWith('http://') || trustedProxies.length > 0 || !URL.canParse(issuer)) return;
  const { port, hostname } = new URL(issuer);
  if (Number(port === '' ? 80 : port) === listen.port) return;
  yield {
    path: 'listen.port',
    what: `is ${listen.port}, but the issuer names another port`,
    remedy: `Leave listen.port (LATCHKEY_PORT) out, or set issuer (LATCHKEY_ISSUER) to http://${hostname}:${listen.port}.`,
  };
};

export const checkTrustedProxies: Rule = function* ({ settings: { trustedProxies } }) {
  for (const [index, range] of (trustedProxies ?? []).entries()) {
    const path = `trustedProxies[${index}]`;
    const prefixLength = parseAddressRange(range)?.prefixLength;
    if (prefixLength === undefined) {
      yield { path, what: 'is no address or CIDR range', remedy: 'Write one such as 10.0.0.7 or 10.0.0.0/8.' };
    } else if (prefixLength === 0) {
      yield {
        path,
        what: 'trusts every address there is, so that anybody could pretend to come from anywhere',
        remedy: 'Name the addresses of your proxies.',
      };
    }
  }
};
