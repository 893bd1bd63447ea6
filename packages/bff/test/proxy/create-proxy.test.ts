import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { after, before, beforeEach, describe, it } from 'node:test';
import { BffStoreUnavailableError } from '../../src/session/store.ts';
import { send, sendBytes } from './kit/browser.ts';
import { openPair, type Pair } from './kit/proxied.ts';
import { openTestProxy } from './kit/test-proxy.ts';

describe('the proxy before an API', () => {
  let pair: Pair;
  let cookie: string;
  let reached: IncomingMessage[] = [];
  before(async () => {
    pair = await openPair((request, response) => {
      reached.push(request);
      request.resume();
      response.setHeader('content-type', 'application/json').end('{"hello":"world"}');
    });
    cookie = pair.proxied.cookie;
  });
  after(() => pair.close());
  beforeEach(() => {
    reached = [];
    pair.proxied.gate.admitted.length = 0;
    pair.proxied.gate.refuses = {};
  });

  it('B3 passes a request on with the token, and the answer back', async () => {
    const sent = { headers: { cookie, 'x-own': 'kept', authorization: 'Bearer forged' } };
    const { status, body } = await send(pair.proxied.port, '/api/things/1?a=%20b&a=2', sent);
    assert.deepEqual([status, body], [200, '{"hello":"world"}']);
    const [{ method, url, headers }] = reached as [IncomingMessage];
    assert.deepEqual([method, url], ['GET', '/things/1?a=%20b&a=2']);
    assert.deepEqual(headers, {
      'x-own': 'kept',
      authorization: `Bearer ${pair.proxied.gate.tokens[0]}`,
      host: `127.0.0.1:${pair.api.port}`,
      connection: 'keep-alive',
    });
  });

  it('B3 asks nobody about a path that is not declared or not plain, and passes none on', async () => {
    for (const [path, code] of [
      ['/', 'not_found'],
      ['/apis', 'not_found'],
      ['/other/api', 'not_found'],
      ['/api/../admin', 'bad_path'],
      ['/api/%2e%2e/admin', 'bad_path'],
      ['/api/..%5cadmin', 'bad_path'],
      ['/api//admin', 'bad_path'],
      ['/x/../api/admin', 'bad_path'],
      ['/api/%00', 'bad_path'],
    ] as const) {
      const { status, body, headers } = await send(pair.proxied.port, path, { headers: { cookie } });
      assert.equal(JSON.parse(body).code, code, path);
      assert.equal(status, code === 'not_found' ? 404 : 400);
      assert.equal(headers['content-type'], 'application/problem+json');
    }
    assert.deepEqual([reached.length, pair.proxied.gate.admitted.length], [0, 0]);
  });

  it('B3 has nothing for a request target that is an address or a host of its own', async () => {
    for (const target of [`http://127.0.0.1:${pair.api.port}/api`, 'http://localhost/api', '*']) {
      const method = target === '*' ? 'OPTIONS' : 'GET';
      const answer = await sendBytes(
        pair.proxied.port,
        `${method} ${target} HTTP/1.1\r\nHost: localhost\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`,
      );
      assert.match(answer, /^HTTP\/1\.1 404 /);
    }
    assert.equal(reached.length, 0);
  });

  it('H3 refuses TRACE, TRACK and CONNECT before anything is asked', async () => {
    for (const method of ['TRACE', 'TRACK', 'CONNECT']) {
      const answer = await sendBytes(
        pair.proxied.port,
        `${method} /api/things HTTP/1.1\r\nHost: localhost\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`,
      );
      // Node's own parser does not know TRACK, and its server closes on CONNECT when nobody listens.
      if (method === 'TRACE') assert.match(answer, /^HTTP\/1\.1 405 [^]*\r\nallow: GET, /i);
      else assert.doesNotMatch(answer, /^HTTP\/1\.1 2/);
      assert.equal(answer.includes(cookie), false);
    }
    assert.deepEqual([reached.length, pair.proxied.gate.admitted.length], [0, 0]);
  });

  it('B3 refuses a method that is not declared, and says which are', async () => {
    const { status, headers } = await send(pair.proxied.port, '/api', { method: 'PROPFIND', headers: { cookie } });
    assert.deepEqual([status, headers['allow']], [405, 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS']);
    assert.equal(reached.length, 0);
  });

  for (const asked of [
    { 'service-worker': 'script' },
    ...['script', 'worker', 'sharedworker', 'serviceworker', 'audioworklet', 'paintworklet'].map((destination) => ({
      'sec-fetch-dest': destination,
    })),
  ]) {
    it(`B3 has nothing from an API run as a page's own script (${Object.entries(asked).join().replace(',', ': ')})`, async () => {
      const { status, body } = await send(pair.proxied.port, '/api/uploaded.js', { headers: { cookie, ...asked } });
      assert.deepEqual([status, JSON.parse(body).code], [403, 'script_from_api']);
      assert.equal(reached.length, 0);
    });
  }

  it('B3 passes on what a page asks for to show or to read', async () => {
    for (const destination of ['empty', 'image', 'document']) {
      const headers = { cookie, 'sec-fetch-dest': destination };
      assert.equal((await send(pair.proxied.port, '/api/uploaded.js', { headers })).status, 200);
    }
  });

  it("B3 passes nothing on without the gate's leave", async () => {
    const { status, body } = await send(pair.proxied.port, '/api');
    assert.deepEqual([status, JSON.parse(body).code], [401, 'no_session']);
    pair.proxied.gate.refuses = { token: 'session_ended' };
    assert.equal((await send(pair.proxied.port, '/api', { headers: { cookie } })).status, 401);
    pair.proxied.gate.refuses = { token: 'authority_unavailable' };
    assert.equal((await send(pair.proxied.port, '/api', { headers: { cookie } })).status, 503);
    assert.equal(reached.length, 0);
  });

  it('B2 tells the gate what would open a stream', async () => {
    const streams = [['text/event-stream'], ['text/plain, TEXT/EVENT-STREAM;q=0.5'], ['*/*'], ['application/json']];
    for (const [accept = ''] of streams) await send(pair.proxied.port, '/api', { headers: { cookie, accept } });
    assert.deepEqual(
      pair.proxied.gate.admitted.map(({ opensStream }) => opensStream),
      [true, true, false, false],
    );
  });
});

describe('the proxy, whatever goes wrong in it', () => {
  it('answers 503 when the store cannot be read and 500 for everything else, and says so in the log', async () => {
    for (const [error, status] of [
      [new BffStoreUnavailableError('locked'), 503],
      [new Error('a secret of somebody'), 500],
    ] as const) {
      const test = openTestProxy([{ path: '/api', target: new URL('http://127.0.0.1:9') }]);
      test.gate.admit = async () => {
        throw error;
      };
      const response = await test.proxy.handle(new Request('http://localhost/api'), '/api', '');
      assert.equal(response.status, status);
      assert.equal(test.logged.length, 1);
      assert.doesNotMatch(`${test.logged[0]}${await response.text()}`, /secret of somebody/);
      test.proxy.close();
    }
  });

  it('H3 has no list of methods that could allow TRACE, TRACK or CONNECT', async () => {
    const methods = new Set(['GET', 'TRACE', 'track', 'CONNECT']);
    const test = openTestProxy([{ path: '/api', target: new URL('http://127.0.0.1:9'), methods }]);
    for (const method of methods) {
      if (method === 'GET') continue;
      const request = { method, headers: new Headers() } as Request;
      const response = await test.proxy.handle(request, '/api', '');
      assert.deepEqual([response.status, response.headers.get('allow')], [405, 'GET']);
    }
    test.proxy.close();
  });

  it('B3 judges path and query itself, whoever mounts it', async () => {
    const test = openTestProxy([{ path: '/api', target: new URL('http://127.0.0.1:9') }]);
    const request = new Request('http://localhost/api');
    for (const [path, search, status] of [
      ['/api/../x', '', 400],
      ['/api', '?a b', 400],
      ['/apx', '', 404],
    ] as const) {
      assert.equal((await test.proxy.handle(request, path, search)).status, status);
    }
    assert.deepEqual(test.gate.admitted, []);
    test.proxy.close();
  });
});
