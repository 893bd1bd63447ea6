import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { after, before, beforeEach, describe, it } from 'node:test';
import { WebSocket, WebSocketServer } from 'ws';
import { attachUpgrade } from '../../src/node.ts';
import { sendBytes } from './kit/browser.ts';
import { formatHandshake } from './kit/handshake.ts';
import { openProxied, type Proxied } from './kit/proxied.ts';
import { listenHttp, listenSocket, type TestServer, waitUntil } from './kit/servers.ts';
import { openTestProxy } from './kit/test-proxy.ts';

const limit = { timeout: 30_000 };

describe('a WebSocket through the proxy', () => {
  let api: TestServer;
  let proxied: Proxied;
  let reached: IncomingMessage[] = [];
  const echoing = new WebSocketServer({ noServer: true, handleProtocols: (offered) => [...offered][0] ?? false });
  echoing.on('connection', (socket, request) => {
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
    socket.on('close', (code, reason) => closings.push([code, reason.toString()]));
    if (request.url?.endsWith('/closes')) socket.close(4001, 'enough');
  });
  let closings: [number, string][] = [];
  let answer401Times = 0;

  before(async () => {
    api = await listenHttp((_request, response) => void response.end());
    api.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      reached.push(request);
      if (answer401Times > 0) {
        answer401Times -= 1;
        socket.end(
          'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer error="invalid_token"\r\nSet-Cookie: a=b\r\nContent-Length: 4\r\n\r\ngone',
        );
      } else if (request.url === '/refuses') {
        socket.end(
          'HTTP/1.1 403 Forbidden\r\nSet-Cookie: a=b\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n',
        );
      } else if (request.url === '/lies') {
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n');
        socket.end('Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\nsecret of somebody else');
      } else if (request.url !== '/hangs') {
        echoing.handleUpgrade(request, socket, head, (opened) => echoing.emit('connection', opened, request));
      }
    });
    proxied = await openProxied({ target: api.url, webSocket: true });
  });
  after(async () => {
    for (const client of echoing.clients) client.terminate();
    await proxied.close();
    await api.close();
  });
  beforeEach(() => {
    reached = [];
    closings = [];
    proxied.gate.renewals = 0;
    proxied.gate.refuses = {};
    proxied.gate.isFresh = false;
  });

  function openSocket(path: string, protocols: string[] = []): WebSocket {
    const socket = new WebSocket(`ws://127.0.0.1:${proxied.port}${path}`, protocols, {
      headers: { cookie: proxied.cookie, origin: 'http://localhost', 'x-own': 'kept', authorization: 'Bearer forged' },
    });
    socket.on('error', () => {});
    return socket;
  }

  function opened(socket: WebSocket): Promise<void> {
    return new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  }

  /** Sends, and answers what comes back next. */
  function exchange(socket: WebSocket, data: string | Uint8Array): Promise<[Buffer, boolean]> {
    return new Promise((resolve) => {
      socket.once('message', (back: Buffer, isBinary) => resolve([back, isBinary]));
      socket.send(data);
    });
  }

  function closed(socket: WebSocket): Promise<[number, string]> {
    return new Promise((resolve) => socket.on('close', (code, reason) => resolve([code, reason.toString()])));
  }

  it('B3 carries texts and bytes, both ways and of any size', limit, async () => {
    const socket = openSocket('/api/echo?room=1', ['chat', 'other']);
    await opened(socket);
    assert.equal(socket.protocol, 'chat');
    assert.deepEqual(await exchange(socket, 'hello'), [Buffer.from('hello'), false]);
    for (const size of [0, 1, 125, 126, 65_536, 5_000_000]) {
      const data = randomBytes(size);
      const [back, isBinary] = await exchange(socket, data);
      assert.ok(isBinary && back.equals(data), String(size));
    }
    const [{ url, headers }] = reached as [IncomingMessage];
    assert.equal(url, '/echo?room=1');
    assert.equal(headers.authorization, `Bearer ${proxied.gate.tokens.at(-1)}`);
    assert.deepEqual([headers.cookie, headers.origin, headers['x-own']], [undefined, undefined, 'kept']);
    assert.equal(headers.host, `127.0.0.1:${api.port}`);
    socket.close();
    await closed(socket);
  });

  it('B3 is let in by the gate as what it is: a stream', limit, async () => {
    proxied.gate.admitted.length = 0;
    const socket = openSocket('/api/echo');
    await opened(socket);
    assert.deepEqual(proxied.gate.admitted, [{ method: 'GET', opensStream: true }]);
    socket.terminate();
  });

  it('B3 carries the code and reason of a close, from either side', limit, async () => {
    const theirs = openSocket('/api/closes');
    assert.deepEqual(await closed(theirs), [4001, 'enough']);
    await waitUntil(() => closings.some(([code]) => code === 4001));
    const ours = openSocket('/api/echo');
    await opened(ours);
    ours.close(4002, 'bye');
    assert.deepEqual(await closed(ours), [4002, 'bye']);
    await waitUntil(() => closings.some(([code, reason]) => code === 4002 && reason === 'bye'));
  });

  it('B3 breaks on the other side when one side breaks', limit, async () => {
    const socket = openSocket('/api/echo');
    await opened(socket);
    closings = [];
    socket.terminate();
    await waitUntil(() => closings.some(([code]) => code === 1006));
    const other = openSocket('/api/echo');
    await opened(other);
    const ending = closed(other);
    for (const client of echoing.clients) client.terminate();
    assert.equal((await ending)[0], 1006);
  });

  it('B3 takes no more from a side than the other reads', limit, async () => {
    const socket = openSocket('/api/echo');
    await opened(socket);
    const [server] = [...echoing.clients].filter((client) => client.readyState === WebSocket.OPEN);
    server?.pause();
    const piece = randomBytes(1024 * 1024);
    for (let times = 0; times < 64; times += 1) socket.send(piece);
    let [last, same] = [-1, 0];
    await waitUntil(() => {
      same = socket.bufferedAmount === last ? same + 1 : 0;
      last = socket.bufferedAmount;
      return same > 30;
    });
    assert.ok(socket.bufferedAmount > 40 * 1024 * 1024, `${socket.bufferedAmount} bytes are still with the browser`);
    socket.terminate();
    server?.terminate();
  });

  it('B4 renews a refused token once', limit, async () => {
    answer401Times = 1;
    const socket = openSocket('/api/echo');
    await opened(socket);
    assert.deepEqual([proxied.gate.renewals, reached.length], [1, 2]);
    assert.equal(reached[1]?.headers.authorization, `Bearer ${proxied.gate.tokens.at(-1)}`);
    socket.terminate();
    answer401Times = 2;
    const answer = await sendBytes(proxied.port, formatHandshake('/api/echo', { cookie: proxied.cookie }));
    assert.match(answer, /^HTTP\/1\.1 401 /);
    assert.deepEqual([proxied.gate.renewals, answer401Times], [2, 0]);
  });

  it('B4 renews none that is fresh from a renewal: the refusal of the API passes as it is', limit, async () => {
    answer401Times = 1;
    proxied.gate.isFresh = true;
    const answer = await sendBytes(proxied.port, formatHandshake('/api/echo', { cookie: proxied.cookie }));
    assert.match(answer, /^HTTP\/1\.1 401 [^]*gone$/);
    assert.deepEqual([reached.length, answer401Times], [1, 0]);
  });

  it("B3 is answered by the API's refusal, its headers judged like any other's", limit, async () => {
    const answer = await sendBytes(proxied.port, formatHandshake('/api/refuses', { cookie: proxied.cookie }));
    assert.match(answer, /^HTTP\/1\.1 403 Forbidden\r\n/);
    assert.match(answer, /\r\n\r\nno$/);
    assert.match(answer, /\r\ncontent-security-policy: sandbox/);
    assert.match(answer, /\r\ncache-control: no-store/);
    assert.doesNotMatch(answer, /set-cookie|transfer-encoding/i);
  });

  it('O1 leaves a line in the log, whatever becomes of it', limit, async () => {
    const readLines = () => proxied.logged.filter((line) => line.endsWith(' request'));
    const before = readLines().length;
    const socket = openSocket('/api/echo?secret=in-the-query');
    await opened(socket);
    socket.terminate();
    for (const [path, cookie] of [
      ['/api/refuses', proxied.cookie],
      ['/api/echo', 'session=made-up'],
    ] as const) {
      await sendBytes(proxied.port, formatHandshake(path, { cookie }));
    }
    const told = readLines().slice(before);
    assert.deepEqual(
      told.map((line) => {
        const { method, path, status, code } = JSON.parse(line.slice(0, -' request'.length));
        return [method, path, status, code];
      }),
      [
        ['GET', '/api', 101, undefined],
        ['GET', '/api', 403, undefined],
        ['GET', '/api', 401, 'no_session'],
      ],
    );
    assert.doesNotMatch(told.join(), /in-the-query/);
  });

  it('B3 is refused, and no API asked, unless path, method, handshake and gate agree', limit, async () => {
    const { cookie } = proxied;
    const cases: readonly (readonly [string, string, string])[] = [
      ['400 bad_path', '/api/../x', formatHandshake('/api/../x', { cookie })],
      ['400 bad_path', 'encoded', formatHandshake('/api/%2e%2e/x', { cookie })],
      ['400 bad_path', 'fragment', formatHandshake('/api/x#y', { cookie })],
      ['400 bad_request', 'fragment in the query', formatHandshake('/api?a#b', { cookie })],
      ['400 bad_request', 'POST', formatHandshake('/api', { cookie }, 'POST')],
      ['400 bad_request', 'version 8', formatHandshake('/api', { cookie, 'Sec-WebSocket-Version': '8' })],
      ['400 bad_request', 'no key', formatHandshake('/api', { cookie, 'Sec-WebSocket-Key': '' })],
      ['400 bad_request', 'a short key', formatHandshake('/api', { cookie, 'Sec-WebSocket-Key': 'AAAA' })],
      ['400 bad_request', 'another protocol', formatHandshake('/api', { cookie, Upgrade: 'h2c' })],
      ['405 method_not_allowed', 'TRACE', formatHandshake('/api', { cookie }, 'TRACE')],
      ['401 no_session', 'nobody', formatHandshake('/api', {})],
      ['403 not_same_origin', 'elsewhere', formatHandshake('/api', { cookie, 'Sec-Fetch-Site': 'cross-site' })],
      ['403 script_from_api', 'a worker', formatHandshake('/api', { cookie, 'Service-Worker': 'script' })],
    ];
    for (const [expected, what, bytes] of cases) {
      const answer = await sendBytes(proxied.port, bytes);
      const [, status] = /^HTTP\/1\.1 (\d+) /.exec(answer) ?? [];
      const [, code] = /"code":"([a-z_]+)"/.exec(answer) ?? [];
      assert.equal(`${status} ${code}`, expected, what);
      assert.match(answer, /\r\nconnection: close\r\n/);
    }
    for (const refuses of [{ token: 'session_ended' }, { token: 'authority_unavailable' }] as const) {
      proxied.gate.refuses = refuses;
      assert.match(await sendBytes(proxied.port, formatHandshake('/api', { cookie })), new RegExp(refuses.token));
    }
    assert.equal(reached.length, 0);
  });

  it('B3 is refused by an API that is not declared to take any', limit, async () => {
    const plain = await openProxied({ target: api.url });
    const answer = await sendBytes(plain.port, formatHandshake('/api/echo', { cookie: plain.cookie }));
    assert.match(answer, /^HTTP\/1\.1 404 /);
    assert.equal(reached.length, 0);
    await plain.close();
  });

  it('B3 is not opened by a 101 that does not prove that the handshake was read', limit, async () => {
    const answer = await sendBytes(proxied.port, formatHandshake('/api/lies', { cookie: proxied.cookie }));
    assert.match(answer, /^HTTP\/1\.1 502 /);
    assert.doesNotMatch(answer, /secret of somebody else/);
    assert.ok(proxied.logged.some((line) => line.includes('"reason":"unproven 101"')));
  });

  it('is answered 504 when the API does not answer, and 502 when it is not there', limit, async () => {
    const hasty = await openProxied({ target: api.url, webSocket: true }, { apiTimeoutMs: 100 });
    const late = await sendBytes(hasty.port, formatHandshake('/api/hangs', { cookie: hasty.cookie }));
    assert.match(late, /^HTTP\/1\.1 504 /);
    await hasty.close();
    const silent = await listenSocket((socket) => socket.destroy());
    const broken = await openProxied({ target: silent.url, webSocket: true });
    const none = await sendBytes(broken.port, formatHandshake('/api', { cookie: broken.cookie }));
    assert.match(none, /^HTTP\/1\.1 502 /);
    await broken.close();
    await silent.close();
  });

  it('carries what the browser said before it was answered', limit, async () => {
    let received = '';
    const early = await listenSocket((socket) => {
      socket.on('data', (data) => {
        received += data.toString('latin1');
        if (!received.includes('\r\n\r\n')) return;
        if (received.endsWith('early bytes')) socket.end('late bytes');
        else {
          socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: WebSocket\r\n');
          socket.write('Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSet-Cookie: a=b\r\n\r\nfirst bytes,');
        }
      });
    });
    const before = await openProxied({ target: early.url, webSocket: true });
    const bytes = `${formatHandshake('/api', { cookie: before.cookie })}early bytes`;
    const answer = await sendBytes(before.port, bytes);
    assert.match(answer, /^HTTP\/1\.1 101 Switching Protocols\r\n/);
    assert.match(answer, /\r\n\r\nfirst bytes,late bytes$/);
    assert.doesNotMatch(answer, /set-cookie/i);
    await before.close();
    await early.close();
  });
});

describe('the upgrades of a server', () => {
  it("that are not the proxy's are left to others, or answered 404 when there are none", limit, async () => {
    const test = openTestProxy([{ path: '/api', target: new URL('http://127.0.0.1:9'), webSocket: true }]);
    const server = createServer();
    const detach = attachUpgrade(server, test.bff);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    assert.match(await sendBytes(port, formatHandshake('/own', {})), /^HTTP\/1\.1 404 /);
    server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 418 Own\r\n\r\n'));
    assert.match(await sendBytes(port, formatHandshake('/own', {})), /^HTTP\/1\.1 418 /);
    detach();
    assert.equal(server.listenerCount('upgrade'), 1);
    test.proxy.close();
    await new Promise((resolve) => server.close(resolve));
  });
});
