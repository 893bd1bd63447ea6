import {
  createNameMatcher,
  hopByHopHeaders,
  type NameRows,
  normaliseName,
  readConnectionOptions,
} from './header-names.ts';

/** What a browser's request loses on its way to an API, and why. An API believes these when its proxy sends them. */
export const droppedRequestHeaders: Readonly<Record<string, NameRows>> = {
  /** Of one connection; the body's framing is made anew. */
  hopByHop: { exact: [...hopByHopHeaders, 'host', 'content-length', 'expect', 'alt-used'], prefixes: [] },
  /** They authenticate the browser to this application, or pretend to authenticate it to the API. */
  credentials: {
    exact: ['cookie', 'cookie2', 'authorization', 'dpop', 'x-xsrf-token', 'remote-user', 'x-remote-user'],
    prefixes: ['proxy-'],
  },
  /** They say which page asked; to the API it is this application that asks. */
  page: { exact: ['origin', 'referer', 'upgrade-insecure-requests', 'service-worker'], prefixes: ['sec-fetch-'] },
  /** They say who called the proxy. */
  forwarding: {
    exact: [
      'forwarded',
      'x-forwarded',
      'via',
      'cdn-loop',
      'client-ip',
      'true-client-ip',
      'x-client-ip',
      'x-cluster-client-ip',
      'x-originating-ip',
      'x-host',
      'fastly-client-ip',
      'fly-client-ip',
      'x-azure-clientip',
      'x-azure-socketip',
      'x-appengine-user-ip',
    ],
    prefixes: ['x-forwarded-', 'x-real-', 'x-remote-', 'cf-connecting-', 'wl-proxy-', 'x-envoy-'],
  },
  /** Gateways say by these who somebody is. */
  gatewayIdentity: {
    exact: ['x-apigateway-api-userinfo', 'x-endpoint-api-userinfo', 'x-authenticated-user', 'x-webauth-user'],
    prefixes: [
      'x-auth-request-',
      'x-amzn-oidc-',
      'x-goog-authenticated-user-',
      'x-goog-iap-',
      'x-ms-client-principal',
      'x-ms-token-',
      'cf-access-',
    ],
  },
  /** TLS terminators say by these which client certificate they saw (RFC 9440 and older habits). */
  clientCertificate: {
    exact: ['client-cert', 'client-cert-chain', 'x-arr-clientcert'],
    prefixes: ['x-ssl-', 'ssl-client-', 'ssl-cert', 'x-client-cert', 'x-client-verify', 'x-client-dn', 'x-amzn-mtls-'],
  },
  /** They make one method or path of another, behind the allow-list. */
  overrides: {
    exact: ['x-http-method', 'x-http-method-override', 'x-method-override', 'x-rewrite-url'],
    prefixes: ['x-original-'],
  },
  /** A program behind CGI would send requests of its own, with its own secrets, through whomever it names ("httpoxy"). */
  outgoingProxy: { exact: ['proxy'], prefixes: [] },
  /** A plain request opens no WebSocket. */
  webSocket: { exact: [], prefixes: ['sec-websocket-'] },
};

const isDropped = createNameMatcher(Object.values(droppedRequestHeaders));

/**
 * The headers an API gets: the browser's without those of {@link droppedRequestHeaders} and those that `Connection` names,
 * and the access token. `Host` and the body's framing are the sender's to add.
 *
 * @see RFC 6750 §2.1
 */
export function createRequestHeaders(headers: Headers, accessToken: string): Record<string, string> {
  const named = new Set(readConnectionOptions(headers.get('connection')));
  const passed: Record<string, string> = {};
  for (const [name, value] of headers) {
    const normal = normaliseName(name);
    if (!isDropped(normal) && !named.has(normal)) passed[name] = value;
  }
  passed['authorization'] = `Bearer ${accessToken}`;
  return passed;
}
