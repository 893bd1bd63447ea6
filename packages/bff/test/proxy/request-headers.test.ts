import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recordSecret } from '@latchkey/testing/run';
import { createRequestHeaders, droppedRequestHeaders } from '../../src/proxy/request-headers.ts';
import { assertRowsAreListed } from './kit/listed-rows.ts';

const token = recordSecret('token-of-the-session');

/** By name, as somebody would send them; written out again here, so that a row that goes missing is missed. */
const dropped: Readonly<Record<string, readonly string[]>> = {
  hopByHop: [
    ...['Connection', 'Keep-Alive', 'Proxy-Connection', 'TE', 'Trailer', 'Transfer-Encoding', 'Upgrade'],
    ...['HTTP2-Settings', 'Host', 'Content-Length', 'Expect', 'Alt-Used'],
  ],
  credentials: [
    ...['Cookie', 'Cookie2', 'Authorization', 'DPoP', 'X-XSRF-TOKEN', 'Proxy-Authorization', 'Proxy-Authenticate'],
    ...['Remote-User', 'X-Remote-User'],
  ],
  page: [
    ...['Origin', 'Referer', 'Upgrade-Insecure-Requests', 'Service-Worker'],
    ...['Sec-Fetch-Site', 'Sec-Fetch-Mode', 'Sec-Fetch-Dest', 'Sec-Fetch-User', 'Sec-Fetch-Storage-Access'],
  ],
  forwarding: [
    ...['Forwarded', 'Via', 'CDN-Loop', 'X-Forwarded-For', 'X-Forwarded-Host', 'X-Forwarded-Proto', 'X-Forwarded-Port'],
    ...['X-Forwarded-Prefix', 'X-Forwarded-Server', 'X-Forwarded-User', 'X-Forwarded-Access-Token', 'X-Real-IP'],
    ...['CF-Connecting-IP', 'CF-Connecting-IPv6', 'True-Client-IP', 'X-Client-IP', 'Client-IP', 'X-Cluster-Client-IP'],
    ...['X-Originating-IP', 'X-Remote-IP', 'X-Remote-Addr', 'X-Host', 'Fastly-Client-IP', 'Fly-Client-IP'],
    ...['X-Azure-ClientIP', 'X-Azure-SocketIP', 'X-AppEngine-User-IP', 'WL-Proxy-Client-IP'],
    ...['X-Envoy-External-Address', 'X-Envoy-Original-Path', 'X-Forwarded'],
  ],
  gatewayIdentity: [
    ...['X-Apigateway-Api-Userinfo', 'X-Endpoint-API-UserInfo', 'X-Authenticated-User', 'X-WebAuth-User'],
    ...['X-Auth-Request-User', 'X-Auth-Request-Email', 'X-Amzn-Oidc-Identity', 'X-Amzn-Oidc-Data'],
    ...['X-Goog-Authenticated-User-Email', 'X-Goog-IAP-JWT-Assertion', 'X-MS-CLIENT-PRINCIPAL'],
    ...['X-MS-CLIENT-PRINCIPAL-ID', 'X-MS-TOKEN-AAD-ACCESS-TOKEN', 'CF-Access-Jwt-Assertion'],
    ...['CF-Access-Authenticated-User-Email'],
  ],
  clientCertificate: [
    ...['Client-Cert', 'Client-Cert-Chain', 'X-SSL-Cert', 'X-SSL-Client-Cert', 'X-SSL-Client-Verify', 'X-SSL-CERT'],
    ...['SSL-Client-Cert', 'SSL-Client-S-DN', 'SSL-Cert', 'X-Client-Cert', 'X-Client-Certificate', 'X-Client-Verify'],
    ...['X-Client-DN', 'X-Forwarded-Client-Cert', 'X-ARR-ClientCert', 'X-Amzn-Mtls-Clientcert'],
  ],
  overrides: [
    ...['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override', 'X-Original-URL', 'X-Original-URI'],
    ...['X-Original-Method', 'X-Original-Host', 'X-Rewrite-URL'],
  ],
  outgoingProxy: ['Proxy'],
  webSocket: ['Sec-WebSocket-Key', 'Sec-WebSocket-Version', 'Sec-WebSocket-Protocol', 'Sec-WebSocket-Extensions'],
};

const passed = [
  ...['Accept', 'Accept-Encoding', 'Accept-Language', 'Content-Type', 'Content-Encoding', 'Content-Language', 'Range'],
  ...['If-Match', 'If-None-Match', 'If-Modified-Since', 'Cache-Control', 'User-Agent', 'Idempotency-Key', 'Prefer'],
  ...['Last-Event-ID', 'X-Requested-With', 'X-Request-Id', 'Traceparent', 'Sec-CH-UA', 'X-Client-Version', 'X-Own'],
];

describe("a request's headers on their way to an API", () => {
  for (const [row, names] of Object.entries(dropped)) {
    for (const name of names) {
      it(`B3 lose ${name} (${row})`, () => {
        // An underscore is a hyphen to whoever is behind a CGI-like interface.
        for (const written of [name, name.toUpperCase(), name.replaceAll('-', '_')]) {
          const { authorization, ...others } = createRequestHeaders(new Headers({ [written]: 'forged' }), token);
          assert.deepEqual(others, {}, written);
          assert.equal(authorization, `Bearer ${token}`);
        }
      });
    }
  }

  it('B3 lose by every row of the table what this test lists for it, and by no other row', () => {
    assertRowsAreListed(droppedRequestHeaders, dropped);
  });

  it('B3 keep everything else, and say Bearer with the token', () => {
    const sent = new Headers(passed.map((name): [string, string] => [name, 'kept']));
    const expected = Object.fromEntries(passed.map((name) => [name.toLowerCase(), 'kept']));
    assert.deepEqual(createRequestHeaders(sent, token), { ...expected, authorization: `Bearer ${token}` });
  });

  it('B3 lose what Connection names, but never the token', () => {
    const sent = {
      connection: 'close, X-Named , authorization,,x_other',
      'x-named': '1',
      'x-other': '2',
      'x-own': '3',
    };
    assert.deepEqual(createRequestHeaders(new Headers(sent), token), {
      'x-own': '3',
      authorization: `Bearer ${token}`,
    });
  });
});
