import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BffApi } from '../../src/options.ts';
import { createResponseHeaders, droppedResponseHeaders } from '../../src/proxy/response-headers.ts';
import { assertRowsAreListed } from './kit/listed-rows.ts';

const api: BffApi = {
  ...{ path: '/api/orders', target: new URL('https://api.example.com/v1'), scopes: [], resource: undefined },
  ...{ methods: new Set(['GET']), webSocket: false },
};

function convert(sent: Readonly<Record<string, string>>, { status = 200, isHttps = true } = {}): Headers {
  const rawHeaders = Object.entries(sent).flat();
  return createResponseHeaders({ status, rawHeaders }, api, new URL('https://api.example.com/v1/17'), { isHttps });
}

/** What every answer says of itself, whatever the API says. */
const ours: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  vary: 'Cookie',
  'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
};

/** Written out again here, so that a row that goes missing is missed. */
const dropped: Readonly<Record<string, readonly string[]>> = {
  hopByHop: [
    ...['Connection', 'Keep-Alive', 'Proxy-Connection', 'TE', 'Trailer', 'Transfer-Encoding', 'Upgrade'],
    ...['HTTP2-Settings', 'Alt-Svc', 'Proxy-Authenticate'],
  ],
  cookies: [
    ...['Set-Cookie', 'Set-Cookie2', 'Set-Login', 'Clear-Site-Data', 'Proxy-Authentication-Info'],
    ...['Sec-Session-Registration', 'Secure-Session-Registration'],
  ],
  crossOrigin: [
    ...['Access-Control-Allow-Origin', 'Access-Control-Allow-Credentials', 'Access-Control-Allow-Methods'],
    ...['Access-Control-Allow-Headers', 'Access-Control-Expose-Headers', 'Access-Control-Max-Age'],
    ...['Access-Control-Allow-Private-Network', 'Timing-Allow-Origin', 'Cross-Origin-Resource-Policy'],
    ...['Content-Security-Policy-Report-Only'],
  ],
  originWide: [
    ...['Strict-Transport-Security', 'Public-Key-Pins', 'Public-Key-Pins-Report-Only', 'Expect-CT'],
    ...['Service-Worker-Allowed', 'NEL', 'Report-To', 'Reporting-Endpoints', 'Accept-CH', 'Critical-CH'],
    ...['Origin-Trial', 'Speculation-Rules', 'Use-As-Dictionary'],
  ],
  pages: ['Refresh', 'SourceMap', 'X-SourceMap', 'X-Powered-By', 'Server', 'Via', 'X-AspNet-Version'],
  serversInFront: [
    ...['X-Accel-Redirect', 'X-Accel-Expires', 'X-Sendfile', 'X-Lighttpd-Send-File', 'CDN-Cache-Control'],
    ...['Surrogate-Control', 'Cloudflare-CDN-Cache-Control', 'Vercel-CDN-Cache-Control', 'Netlify-CDN-Cache-Control'],
    ...['Edge-Control'],
  ],
  ours: [
    ...['Cache-Control', 'Pragma', 'Expires', 'Vary', 'Location', 'WWW-Authenticate', 'Content-Security-Policy'],
    ...['X-Content-Type-Options', 'Referrer-Policy'],
  ],
};

describe("an API's headers on their way to the browser", () => {
  for (const [row, names] of Object.entries(dropped)) {
    if (row === 'ours') continue;
    for (const name of names) {
      it(`B3 lose ${name} (${row})`, () => {
        for (const written of [name, name.toUpperCase(), name.replaceAll('-', '_')]) {
          assert.deepEqual(Object.fromEntries(convert({ [written]: 'theirs' })), ours, written);
        }
      });
    }
  }

  it('B3 lose by every row of the table what this test lists for it, and by no other row', () => {
    assertRowsAreListed(droppedResponseHeaders, dropped);
  });

  it('B3 keep everything else, repeated ones too', () => {
    const sent = {
      'Content-Type': 'application/json',
      'Content-Encoding': 'br',
      'Content-Length': '17',
      ETag: '"1"',
      Link: '</v1?page=2>; rel="next"',
      'Content-Disposition': 'attachment; filename="a.pdf"',
      'Retry-After': '3',
      'X-Own': 'kept',
    };
    const headers = convert(sent);
    for (const [name, value] of Object.entries(sent)) assert.equal(headers.get(name), value);
    const repeated = ['X-Own', 'a', 'x-own', 'b'];
    const url = new URL('https://api.example.com/v1');
    const both = createResponseHeaders({ status: 200, rawHeaders: repeated }, api, url, { isHttps: true });
    assert.equal(both.get('x-own'), 'a, b');
  });

  it('B3 lose what Connection names, but never what keeps the answer harmless', () => {
    const headers = convert({ Connection: 'x-named, content-security-policy, cache-control', 'X-Named': '1' });
    assert.deepEqual(Object.fromEntries(headers), ours);
  });

  it('B3 sandbox every answer, whatever the API says about framing, sniffing and other origins', () => {
    const headers = convert({
      'Content-Type': 'text/html',
      'Content-Security-Policy': "default-src *; script-src 'unsafe-inline'",
      'X-Content-Type-Options': 'off',
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'Referrer-Policy': 'unsafe-url',
    });
    assert.deepEqual(Object.fromEntries(headers), { 'content-type': 'text/html', ...ours });
  });

  it('H2 say over https alone that https is wanted', () => {
    assert.equal(convert({}, { isHttps: false }).has('strict-transport-security'), false);
    assert.equal(convert({}).get('strict-transport-security'), ours['strict-transport-security']);
  });

  it('H4 keep answers out of caches, unless the API lets this one browser keep them', () => {
    const cases = [
      ['public, max-age=60', 'no-store'],
      ['max-age=60', 'no-store'],
      ['no-cache', 'no-store'],
      ['private', 'private'],
      ['Private, max-age=5', 'Private, max-age=5'],
      ['max-age=5 , private', 'max-age=5 , private'],
      ['private, s-maxage=60', 'no-store'],
      ['private, public', 'no-store'],
      ['private="set-cookie", max-age=60', 'no-store'],
      ['x-private', 'no-store'],
    ] as const;
    for (const [sent, expected] of cases)
      assert.equal(convert({ 'Cache-Control': sent }).get('cache-control'), expected);
    assert.equal(convert({ Expires: 'Thu, 01 Jan 2099 00:00:00 GMT', Pragma: 'public' }).has('expires'), false);
  });

  it('H4 say that the answer depends on the cookie', () => {
    for (const [sent, expected] of [
      ['Accept-Encoding', 'Accept-Encoding, Cookie'],
      ['accept, COOKIE', 'accept, Cookie'],
      ['*', '*'],
      ['', 'Cookie'],
    ] as const) {
      assert.equal(convert({ Vary: sent }).get('vary'), expected);
    }
  });

  it('B3 keep the challenges of access tokens, and lose those that make a browser ask for a password', () => {
    const bearer = 'Bearer realm="a, b", error="invalid_token"';
    const cases = [
      [bearer, bearer],
      ['Basic realm="x"', null],
      ['Negotiate', null],
      ['NTLM abc==', null],
      [`Basic realm="x", ${bearer}`, bearer],
      [`${bearer}, Digest realm="x", nonce="y"`, bearer],
      ['dpop algs="ES256", BASIC realm=x, Bearer', 'dpop algs="ES256", Bearer'],
    ] as const;
    for (const [sent, expected] of cases) {
      assert.equal(convert({ 'WWW-Authenticate': sent }, { status: 401 }).get('www-authenticate'), expected, sent);
    }
  });

  it('B3 tell where something is by the path browsers know', () => {
    assert.equal(convert({ Location: '18' }, { status: 201 }).get('location'), '/api/orders/18');
    assert.equal(convert({ Location: 'javascript:alert(1)' }, { status: 302 }).get('location'), null);
  });

  it('have no length where there is no body to have one', () => {
    for (const status of [204, 205]) {
      assert.equal(convert({ 'Content-Length': '3' }, { status }).has('content-length'), false);
    }
    assert.equal(convert({ 'Content-Length': '3' }, { status: 304 }).get('content-length'), '3');
  });
});
