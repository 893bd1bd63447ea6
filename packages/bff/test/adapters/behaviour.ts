import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request as requestHttp, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { after, before, beforeEach, describe, it } from 'node:test';
import { WebSocket, WebSocketServer } from 'ws';
import type { Bff, BffConnection } from '../../src/bff.ts';
import { open, send, sendBytes } from '../proxy/kit/browser.ts';
import { listenHttp, type TestServer, waitUntil } from '../proxy/kit/servers.ts';
import { openTestProxy, type TestProxy } from '../proxy/kit/test-proxy.ts';

/** An application on a free port of 127.0.0.1, whose routes are those listed at {@link describeAdapter}. */
export interface TestApplication {
  readonly server: Server;
  readonly port: number;
  close(): Promise<void>;
}

const limit = { timeout: 30_000 };
const builtIns = { Request: globalThis.Request, Response: globalThis.Response };

export interface AdapterTraits {
  readonly hasOwnRoutes: boolean;
  /** Its server puts other classes in the place of `Request` and `Response`. */
  readonly replacesGlobals: boolean;
  /** Its server resolves dot segments before anybody sees the path, so that only the result can be judged. */
  readonly resolvesPaths?: boolean;
}

/**
 * What every adapter must do, on real sockets. The application under test mounts the proxy and, if `hasOwnRoutes`, has
 * behind it
 * - a parser of JSON bodies;
 * - `POST /own`, which answers what it parsed, as JSON;
 * - 404 with the body `own 404` for everything else.
 */
export function describeAdapter(
  name: string,
  listen: (bff: Bff) => Promise<TestApplication>,
  { hasOwnRoutes, replacesGlobals, resolvesPaths = false }: AdapterTraits,
): void {
  describe(`the proxy in ${name}`, () => {
    let api: TestServer;
    let test: TestProxy;
    let application: TestApplication;
    let cookie: string;
    let reached: string[] = [];
    let connections: (BffConnection | undefined)[] = [];
    let left = 0;
    let sockets: WebSocketServer;

    before(async () => {
      api = await listenHttp(async (request, response) => {
        reached.push(`${request.method} ${request.url}`);
        response.on('close', () => {
          if (!response.writableFinished) left += 1;
        });
        if (request.url === '/events') {
          response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
          events.push((event) => response.write(event));
        } else if (request.url === '/breaks') response.write('a part', () => response.destroy());
        else if (request.url === '/moved') response.writeHead(302, { location: '/there', 'set-cookie': 'a=b' }).end();
        else if (request.method === 'HEAD') response.writeHead(200, { 'content-length': '17' }).end();
        else response.end(await text(request));
      });
      sockets = new WebSocketServer({ server: api.server });
      sockets.on('connection', (socket) => socket.on('message', (data, binary) => socket.send(data, { binary })));
      test = openTestProxy([{ path: '/api', target: api.url, webSocket: true }]);
      cookie = test.signIn().cookie;
      application = await listen({
        ...test.bff,
        claims: (path) => path === '/auth/cookies' || test.bff.claims(path),
        async fetch(request, connection) {
          connections.push(connection);
          if (request.method !== 'GET' || !request.url.endsWith('/auth/cookies'))
            return test.bff.fetch(request, connection);
          return new Response(null, {
            status: 303,
            headers: [
              ...[['set-cookie', 'one=1; Path=/; Expires=Thu, 01 Jan 2099 00:00:00 GMT']],
              ...[['set-cookie', 'two=2; HttpOnly']],
              ['location', '/'],
            ] as [string, string][],
          });
        },
      });
    });
    after(async () => {
      test.bff.close();
      sockets.close();
      await application.close();
      await api.close();
    });
    beforeEach(() => {
      reached = [];
      connections = [];
      left = 0;
    });
    const events: ((event: string) => void)[] = [];

    it('B3 passes requests on, whatever their method, with query and body as sent', limit, async () => {
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
        const body = `{"this":"is ${method}"}`;
        const headers = { cookie, 'content-type': 'application/json', 'content-length': String(body.length) };
        const answer = await send(application.port, '/api/things/1?a=%20&a', { method, headers, body });
        assert.deepEqual([answer.status, answer.body], [200, body]);
      }
      for (const method of ['GET', 'OPTIONS', 'HEAD']) {
        const answer = await send(application.port, '/api', { method, headers: { cookie } });
        assert.deepEqual([answer.status, answer.body], [200, '']);
        if (method === 'HEAD') assert.equal(answer.headers['content-length'], '17');
      }
      assert.equal(reached.length, 7);
      assert.equal(reached[0], 'POST /things/1?a=%20&a');
      assert.equal(test.gate.admitted.length >= 7, true);
    });

    it('B3 refuses with the answers of the table, and reads no body for that', limit, async () => {
      const headers = { 'content-length': '1000000' };
      const request = requestHttp({
        ...{ host: '127.0.0.1', port: application.port, path: '/api', method: 'POST', agent: false, headers },
      });
      request.on('error', () => {}).write('only the start');
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      assert.equal(response.statusCode, 401);
      assert.equal(JSON.parse(await text(response)).code, 'no_session');
      request.destroy();
    });

    it('B3 reaches no API by a path that is written otherwise', limit, async () => {
      for (const path of ['/api/../x', '/api/%2e%2e/x', '/api//x', '/api/%252e%252e/x', '/x/../api', '/api/%5cx']) {
        if (resolvesPaths && path === '/x/../api') continue;
        const { status } = await send(application.port, path, { headers: { cookie } });
        assert.ok(status === 400 || status === 404, `${path}: ${status}`);
      }
      assert.deepEqual(reached, []);
    });

    it('H3 refuses TRACE', limit, async () => {
      for (const path of ['/api', '/auth/cookies']) {
        const answer = await sendBytes(
          application.port,
          `TRACE ${path} HTTP/1.1\r\nHost: localhost\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`,
        );
        assert.match(answer, /^HTTP\/1\.1 (?:405|404|400|500) /);
        assert.equal(answer.includes(cookie), false);
      }
      assert.deepEqual(reached, []);
    });

    it("hands on who is at the other end, and the proxy's own answers with every cookie", limit, async () => {
      const answer = await open(application.port, '/auth/cookies', { headers: { cookie } });
      assert.equal(answer.response.statusCode, 303);
      assert.equal(answer.response.headers['location'], '/');
      assert.deepEqual(answer.response.headers['set-cookie'], [
        'one=1; Path=/; Expires=Thu, 01 Jan 2099 00:00:00 GMT',
        'two=2; HttpOnly',
      ]);
      answer.response.resume();
      assert.match(connections[0]?.remoteAddress ?? 'none', name === 'plain fetch' ? /^none$/ : /127\.0\.0\.1$/);
    });

    it('B3 keeps the headers of an answer what the proxy made them', limit, async () => {
      const { status, headers } = await send(application.port, '/api/moved', { headers: { cookie } });
      assert.equal(status, 302);
      assert.deepEqual([headers['location'], headers['set-cookie']], ['/api/there', undefined]);
      assert.match(headers['content-security-policy'] ?? '', /^sandbox;/);
      assert.deepEqual([headers['cache-control'], headers['vary']], ['no-store', 'Cookie']);
    });

    it('B3 streams events one by one, and leaves the API when the browser leaves', limit, async () => {
      const headers = { cookie, accept: 'text/event-stream' };
      const { request, response } = await open(application.port, '/api/events', { headers });
      for (const event of ['data: 1\n\n', 'data: 2\n\n', 'data: 3\n\n']) {
        const piece = once(response, 'data');
        events.at(-1)?.(event);
        assert.equal(String((await piece)[0]), event);
      }
      request.destroy();
      await waitUntil(() => left === 1);
    });

    it('B3 takes a large body through whole', limit, async () => {
      const body = Buffer.alloc(8 * 1024 * 1024, 'latchkey');
      const headers = { cookie, 'content-length': String(body.length) };
      const { response } = await open(application.port, '/api', { method: 'PUT', headers, body });
      assert.ok(Buffer.concat(await response.toArray()).equals(body));
    });

    it('B3 breaks the connection when the API breaks its own, and serves on', limit, async () => {
      const { response } = await open(application.port, '/api/breaks', { headers: { cookie } });
      await assert.rejects(text(response), /aborted/);
      assert.equal((await send(application.port, '/api', { headers: { cookie } })).status, 200);
    });

    it('B3 passes WebSockets on', limit, async () => {
      const socket = new WebSocket(`ws://127.0.0.1:${application.port}/api/socket`, { headers: { cookie } });
      await once(socket, 'open');
      const echoed = once(socket, 'message');
      socket.send('hello');
      assert.equal(String((await echoed)[0]), 'hello');
      socket.close(4001, 'enough');
      assert.equal((await once(socket, 'close'))[0], 4001);
    });

    if (hasOwnRoutes) {
      it('leaves everything else to the application, bodies included', limit, async () => {
        const body = '{"is":"parsed"}';
        const headers = { 'content-type': 'application/json', 'content-length': String(body.length) };
        const own = await send(application.port, '/own?x=1', { method: 'POST', headers, body });
        assert.deepEqual([own.status, JSON.parse(own.body)], [200, { is: 'parsed' }]);
        const missing = await send(application.port, '/missing');
        assert.deepEqual([missing.status, missing.body], [404, 'own 404']);
        assert.deepEqual(connections, []);
      });
    } else {
      it('answers 404 for everything else', limit, async () => {
        const { status, body } = await send(application.port, '/own');
        assert.deepEqual([status, JSON.parse(body).code], [404, 'not_found']);
      });
    }

    if (!replacesGlobals) {
      it('puts nothing in the place of global objects', () => {
        assert.deepEqual({ Request: globalThis.Request, Response: globalThis.Response }, builtIns);
      });
    }
  });
}

/** What most servers need to be an application under test. */
export function describeServer(server: Server, close?: () => Promise<unknown>): TestApplication {
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return {
    server,
    port: address.port,
    async close() {
      server.closeAllConnections();
      await (close?.() ?? new Promise((resolve) => server.close(resolve)));
    },
  };
}
