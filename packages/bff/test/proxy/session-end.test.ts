import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { request as requestHttp } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { WebSocket, WebSocketServer } from 'ws';
import { open, send } from './kit/browser.ts';
import { openProxied, type Proxied } from './kit/proxied.ts';
import { listenHttp, type TestServer, waitUntil } from './kit/servers.ts';

const limit = { timeout: 30_000 };

describe('when a session ends', () => {
  let api: TestServer;
  let proxied: Proxied;
  let reached: string[] = [];
  let sockets: WebSocketServer;
  beforeEach(async () => {
    reached = [];
    api = await listenHttp((request: IncomingMessage, response: ServerResponse) => {
      reached.push(request.url ?? '');
      request.resume().on('error', () => {});
      if (request.url === '/events')
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
      else if (request.url === '/download') response.writeHead(200, { 'content-length': 1000 }).write('a part');
      else if (request.url === '/quick') response.end('done');
    });
    sockets = new WebSocketServer({ server: api.server });
    proxied = await openProxied({ target: api.url, webSocket: true });
  });
  afterEach(async () => {
    await proxied.close();
    sockets.close();
    await api.close();
  });

  /** Of each kind one, open: what happens to them. */
  async function openAll(cookie: string) {
    const headers = { cookie };
    const { port } = proxied;
    const [events, download] = await Promise.all(
      ['/api/events', '/api/download'].map(async (path) => (await open(port, path, { headers })).response),
    );
    assert.ok(events && download);
    const webSocket = new WebSocket(`ws://127.0.0.1:${port}/api/socket`, { headers });
    webSocket.on('error', () => {});
    await once(webSocket, 'open');
    const waiting = send(port, '/api/waits', { headers });
    const upload = requestHttp({
      ...{ host: '127.0.0.1', port, path: '/api/upload', method: 'POST', agent: false },
      headers: { cookie, 'content-length': 100_000 },
    });
    upload.on('error', () => {}).write('a part');
    const uploaded = once(upload, 'response') as Promise<[IncomingMessage]>;
    await waitUntil(() => reached.includes('/waits') && reached.includes('/upload'));
    return { events, download, webSocket, waiting, upload, uploaded };
  }

  async function assertAllClosed(
    { events, download, webSocket, waiting, upload, uploaded }: Awaited<ReturnType<typeof openAll>>,
    code: string,
  ) {
    await Promise.all([
      assert.rejects(text(events), /aborted/),
      assert.rejects(text(download), /aborted/),
      once(webSocket, 'close').then(([closeCode]) => assert.equal(closeCode, 1006)),
      waiting.then(({ body }) => assert.equal(JSON.parse(body).code, code)),
      uploaded.then(async ([response]) => assert.equal(JSON.parse(await text(response)).code, code)),
    ]);
    upload.destroy();
  }

  it('B3 everything it has open is closed, as soon as this process knows; others stay', limit, async () => {
    const mine = proxied.signIn();
    const all = await openAll(mine.cookie);
    const other = await open(proxied.port, '/api/events', { headers: { cookie: proxied.cookie } });
    proxied.sessions.live.delete(mine.sessionDigest);
    const { times } = proxied.sessions.asked;
    proxied.gate.announceEnd();
    assert.equal(proxied.sessions.asked.times, times + 1);
    await assertAllClosed(all, 'session_ended');
    await waitUntil(() => sockets.clients.size === 0);
    assert.equal(other.response.closed, false);
    other.request.destroy();
  });

  it('B3 everything it has open is closed soon after another process ended it', limit, async () => {
    const mine = proxied.signIn();
    const all = await openAll(mine.cookie);
    proxied.sessions.live.delete(mine.sessionDigest);
    await assertAllClosed(all, 'session_ended');
  });

  it('B3 everything is closed with the proxy, and nobody is told to be signed out', limit, async () => {
    const all = await openAll(proxied.cookie);
    proxied.proxy.close();
    await assertAllClosed(all, 'store_unavailable');
    const { status } = await send(proxied.port, '/api/quick', { headers: { cookie: proxied.cookie } });
    assert.equal(status, 503);
  });

  it('nothing is asked of the store for what is done', limit, async () => {
    for (let times = 0; times < 20; times += 1) {
      assert.equal((await send(proxied.port, '/api/quick', { headers: { cookie: proxied.cookie } })).body, 'done');
    }
    const { request } = await open(proxied.port, '/api/events', { headers: { cookie: proxied.signIn().cookie } });
    await waitUntil(() => proxied.sessions.asked.times > 0);
    assert.equal(proxied.sessions.asked.sessions, 1);
    request.destroy();
  });
});
