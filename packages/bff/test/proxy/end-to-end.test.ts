import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { createGuard, type NodeGuard } from '@latchkey/guard/node';
import { ordersApi } from '@latchkey/testing/authority-in-process';
import { createDataDirectory } from '@latchkey/testing/run';
import { WebSocket, WebSocketServer } from 'ws';
import { attachUpgrade, createNodeListener } from '../../src/node.ts';
import type { AppBrowser } from '../kit/app-browser.ts';
import { appOrigin, openWiredAuthority, type WiredAuthority } from '../kit/test-authority.ts';
import { openTestBff, type TestBff } from '../kit/test-bff.ts';
import { open, type Received, type Sent, send } from './kit/browser.ts';
import { listenHttp, type TestServer, waitUntil } from './kit/servers.ts';

const limit = { timeout: 60_000 };

describe('a page, the proxy, the authority and an API', () => {
  let wire: WiredAuthority;
  let guard: NodeGuard;
  let api: TestServer;
  let sockets: WebSocketServer;
  let test: TestBff;
  let front: TestServer;
  let file: string;
  let browser: AppBrowser;
  /** Requests that the API is to refuse, though their token is good. */
  let refusals = 0;
  let tokens: string[] = [];

  before(async () => {
    wire = await openWiredAuthority();
    guard = createGuard({ issuer: wire.authority.issuer, audience: ordersApi, fetch: wire.fetch, onWarning() {} });
    const answer = guard.node({ scope: 'orders:read' }, (request, response, { claims }) => {
      if (request.url === '/events')
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
      else {
        response.setHeader('set-cookie', 'api=1').setHeader('content-type', 'application/json');
        void text(request).then((body) => response.end(JSON.stringify({ sub: claims.sub, body, url: request.url })));
      }
    });
    api = await listenHttp((request: IncomingMessage, response: ServerResponse) => {
      tokens.push(request.headers.authorization ?? 'none');
      if (refusals === 0) answer(request, response);
      else {
        refusals -= 1;
        request.resume();
        response.writeHead(401, { 'www-authenticate': 'Bearer error="invalid_token"' }).end();
      }
    });
    sockets = new WebSocketServer({
      server: api.server,
      verifyClient: ({ req }, decide) => {
        const decision = guard.decide({ authorization: req.headers.authorization, query: undefined }, guard.route({}));
        void Promise.resolve(decision).then(({ allowed }) => decide(allowed, 401));
      },
    });
    sockets.on('connection', (socket) => socket.on('message', (data, binary) => socket.send(data, { binary })));
  });
  after(async () => {
    sockets.close();
    await guard.close();
    await api.close();
    await wire.authority.close();
  });

  beforeEach(async () => {
    tokens = [];
    refusals = 0;
    file = join(createDataDirectory('bff-proxy'), 'sessions.db');
    const apis = [
      { path: '/api/orders', target: api.url.href, scopes: ['orders:read', 'orders:write'], webSocket: true },
    ];
    test = await openTestBff({ wire, file, options: { apis } });
    front = await listenHttp(createNodeListener(test.bff));
    attachUpgrade(front.server, test.bff);
    browser = test.createBrowser();
    await test.signIn(browser, await wire.authority.createUser());
    await browser.send('/auth/session');
  });
  afterEach(async () => {
    await front.close();
    await test.close();
  });

  /** What a page's script sends of its own, and what the browser adds. */
  function say(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
    const cookie = browser.cookies().map(({ name, value }) => `${name}=${value}`);
    return { host: new URL(appOrigin).host, cookie: cookie.join('; '), 'sec-fetch-site': 'same-origin', ...headers };
  }

  function ask(path: string, sent: Sent = {}, headers: Readonly<Record<string, string>> = {}): Promise<Received> {
    return send(front.port, path, { ...sent, headers: say(headers) });
  }

  function openWebSocket(headers: Record<string, string>): WebSocket {
    const socket = new WebSocket(`ws://127.0.0.1:${front.port}/api/orders/socket`, { headers });
    socket.on('error', () => {});
    return socket;
  }

  it(
    'B3 the page reads what the API says to the person, and neither page nor API sees what is not theirs',
    limit,
    async () => {
      const { status, headers, body } = await ask('/api/orders/17?a=%20', {}, { authorization: 'Bearer forged' });
      assert.equal(status, 200);
      assert.match(JSON.parse(body).sub, /./);
      assert.equal(JSON.parse(body).url, '/17?a=%20');
      assert.equal(headers['set-cookie'], undefined);
      assert.equal(headers['cache-control'], 'no-store');
      assert.match(headers['strict-transport-security'] ?? '', /includeSubDomains/);
      assert.match(tokens[0] ?? '', /^Bearer ey/);
      const everything = JSON.stringify({ headers, body });
      assert.equal(everything.includes(tokens[0]?.slice(7) ?? 'none'), false);
    },
  );

  it('B2 a change needs the CSRF token, and a stream the word of the browser', limit, async () => {
    const body = '{"new":true}';
    const token = browser.cookie('XSRF-TOKEN') ?? '';
    const origin = { origin: appOrigin };
    const change = { method: 'POST', body };
    assert.equal((await ask('/api/orders', change, { ...origin, 'x-xsrf-token': 'forged' })).status, 403);
    assert.equal(
      (await ask('/api/orders', change, { origin: 'https://evil.example', 'x-xsrf-token': token })).status,
      403,
    );
    const changed = await ask('/api/orders', change, { ...origin, 'x-xsrf-token': token });
    assert.deepEqual([changed.status, JSON.parse(changed.body).body], [200, body]);
    assert.equal(
      (await ask('/api/orders/events', {}, { accept: 'text/event-stream', 'sec-fetch-site': 'none' })).status,
      403,
    );
    const foreign = openWebSocket(say({ 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }));
    const [, refusal] = (await once(foreign, 'unexpected-response')) as [unknown, IncomingMessage];
    assert.equal(refusal.statusCode, 403);
    foreign.terminate();
    assert.equal(tokens.length, 1);
  });

  it(
    'B4 a token that the API refuses is renewed at the authority, once, and the page notices nothing',
    limit,
    async () => {
      await ask('/api/orders');
      refusals = 1;
      assert.equal((await ask('/api/orders')).status, 200);
      assert.equal(tokens.length, 3);
      assert.equal(tokens[0], tokens[1]);
      assert.notEqual(tokens[1], tokens[2]);
      assert.equal(wire.countRefreshes() > 0, true);
    },
  );

  it('B4 an API that refuses every token costs one renewal, and the page learns what it says', limit, async () => {
    await ask('/api/orders');
    const refreshes = wire.countRefreshes();
    refusals = Infinity;
    for (let times = 1; times <= 10; times += 1) {
      const { status, headers } = await ask('/api/orders');
      assert.deepEqual([status, headers['www-authenticate']], [401, 'Bearer error="invalid_token"']);
    }
    assert.equal(wire.countRefreshes(), refreshes + 1);
  });

  it('B3 everything open is closed when the person signs out', limit, async () => {
    const events = await open(front.port, '/api/orders/events', { headers: say({ accept: 'text/event-stream' }) });
    assert.equal(String((await once(events.response, 'data'))[0]), 'data: 1\n\n');
    const socket = openWebSocket(say());
    await once(socket, 'open');
    socket.send('hello');
    assert.equal(String((await once(socket, 'message'))[0]), 'hello');
    const closed = [once(socket, 'close'), assert.rejects(text(events.response), /aborted/)];
    assert.equal((await browser.write('/auth/logout')).status, 200);
    await Promise.all(closed);
    assert.equal((await ask('/api/orders')).status, 401);
  });

  it('B3 everything open is closed when another process ends the session', limit, async () => {
    const { sessionDigest } = await test.admit(browser);
    const events = await open(front.port, '/api/orders/events', { headers: say({ accept: 'text/event-stream' }) });
    await once(events.response, 'data');
    const socket = openWebSocket(say());
    await once(socket, 'open');
    const closed = [once(socket, 'close'), assert.rejects(text(events.response), /aborted/)];
    const program = join(import.meta.dirname, 'kit', 'end-session.ts');
    await promisify(execFile)(process.execPath, ['--conditions=@latchkey/source', program, file, sessionDigest]);
    await Promise.all(closed);
    assert.equal((await ask('/api/orders')).status, 401);
  });

  it('B3 the log tells of it all without a token, cookie or query', limit, async () => {
    await ask('/api/orders/17?secret=in-the-query');
    await waitUntil(() => test.lines.some(({ fields }) => fields['path'] === '/api/orders'));
    const logged = JSON.stringify(test.lines);
    for (const secret of ['in-the-query', tokens[0]?.slice(7), ...browser.cookies().map(({ value }) => value)]) {
      assert.equal(logged.includes(secret ?? 'none'), false);
    }
  });
});
