import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { createSelfSignedCertificate } from '@latchkey/testing/self-signed';
import { open, send, sendBytes } from './kit/browser.ts';
import { openPair, openProxied, type Pair } from './kit/proxied.ts';
import { listenSocket, type TestListener, type TestServer, waitUntil } from './kit/servers.ts';
import { openTestProxy } from './kit/test-proxy.ts';

const toClose: { close(): Promise<void> }[] = [];
after(async () => {
  for (const one of toClose) await one.close();
});

const limit = { timeout: 60_000 };

async function pairWith(listener: TestListener, settings = {}): Promise<Pair> {
  const pair = await openPair(listener, settings);
  toClose.push(pair);
  return pair;
}

describe('passing a request on', () => {
  it('B3 frames each body once: with its length, or in chunks, or says that there is none', async () => {
    const seen: { headers: IncomingMessage['headers']; body: string }[] = [];
    const { proxied } = await pairWith(async (request, response) => {
      seen.push({ headers: request.headers, body: await text(request) });
      response.end();
    });
    const { cookie } = proxied;
    const cases = [
      ['POST', { 'content-length': '5' }, 'hello', '5', undefined],
      ['POST', { 'transfer-encoding': 'chunked' }, 'hello', undefined, 'chunked'],
      ['DELETE', { 'transfer-encoding': 'chunked' }, 'hello', undefined, 'chunked'],
      ['DELETE', { 'content-length': '5' }, 'hello', '5', undefined],
      ['POST', { 'content-length': '0' }, '', '0', undefined],
      ['DELETE', {}, '', undefined, undefined],
      ['GET', {}, '', undefined, undefined],
    ] as const;
    for (const [method, framing, body, length, encoding] of cases) {
      const sent = { method, headers: { cookie, ...framing }, ...(body === '' ? {} : { body }) };
      assert.equal((await send(proxied.port, '/api', sent)).status, 200);
      const last = seen.at(-1);
      assert.deepEqual(
        [last?.headers['content-length'], last?.headers['transfer-encoding'], last?.body],
        [length, encoding, body],
        `${method} ${JSON.stringify(framing)}`,
      );
    }
  });

  it('B3 says of a POST without any framing that it has no body', async () => {
    const seen: IncomingMessage['headers'][] = [];
    const { proxied } = await pairWith((request, response) => {
      seen.push(request.headers);
      response.end();
    });
    const head = `Host: localhost\r\nCookie: ${proxied.cookie}\r\nConnection: close\r\n\r\n`;
    for (const method of ['POST', 'DELETE']) await sendBytes(proxied.port, `${method} /api HTTP/1.1\r\n${head}`);
    assert.deepEqual(
      seen.map((headers) => [headers['content-length'], headers['transfer-encoding']]),
      [
        ['0', undefined],
        [undefined, undefined],
      ],
    );
  });

  it('B3 lets no second request hide in a body: what is behind a GET, or both lengths, reaches no API', async () => {
    const seen: string[] = [];
    const { proxied } = await pairWith((request, response) => {
      seen.push(`${request.method} ${request.url}`);
      request.resume();
      response.end();
    });
    const { port, cookie } = proxied;
    const head = `Host: localhost\r\nCookie: ${cookie}\r\n`;
    const hidden = 'DELETE /hidden HTTP/1.1\r\nHost: localhost\r\n\r\n';
    await sendBytes(
      port,
      `GET /api/1 HTTP/1.1\r\n${head}Connection: close\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
    );
    const both = await sendBytes(
      port,
      `POST /api/2 HTTP/1.1\r\n${head}Content-Length: ${hidden.length + 5}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
    );
    assert.match(both, /^HTTP\/1\.1 400 /);
    assert.deepEqual(seen, ['GET /1']);
  });

  it('B3 breaks a request off whose body is not of the declared length', async () => {
    const seen: string[] = [];
    const { api } = await pairWith((request, response) => {
      request.on('error', () => {});
      request.on('end', () => {
        seen.push('whole');
        response.end();
      });
      request.resume();
    });
    const test = openTestProxy([{ path: '/api', target: api.url }]);
    const { cookie } = test.signIn();
    for (const length of ['4', '6', '70000', '100000']) {
      const body = new Response('x'.repeat(length.length > 3 ? 80_000 : 5)).body;
      const headers = { cookie, 'content-length': length };
      const request = new Request('http://localhost/api', { method: 'POST', headers, body, duplex: 'half' });
      const response = await test.proxy.handle(request, '/api', '');
      assert.equal(response.status, 400, length);
    }
    assert.deepEqual(seen, []);
    test.proxy.close();
  });

  it('B3 answers HEAD, 204, 205 and 304 without a body, and keeps the length a HEAD tells', async () => {
    const { proxied } = await pairWith((request, response) => {
      if (request.url === '/204') response.writeHead(204).end();
      else if (request.url === '/205') response.writeHead(205, { 'content-length': '5' }).end('hello');
      else if (request.url === '/304') response.writeHead(304, { etag: '"1"' }).end();
      else response.writeHead(200, { 'content-length': '17' }).end(request.method === 'HEAD' ? '' : 'x'.repeat(17));
    });
    const { port, cookie } = proxied;
    const head = await send(port, '/api', { method: 'HEAD', headers: { cookie } });
    assert.deepEqual([head.status, head.headers['content-length'], head.body], [200, '17', '']);
    const none = await send(port, '/api/204', { headers: { cookie } });
    assert.deepEqual([none.status, none.headers['content-length'], none.body], [204, undefined, '']);
    const reset = await send(port, '/api/205', { headers: { cookie } });
    assert.deepEqual([reset.status, reset.headers['content-length'], reset.body], [205, undefined, '']);
    const unchanged = await send(port, '/api/304', { headers: { cookie, 'if-none-match': '"1"' } });
    assert.deepEqual([unchanged.status, unchanged.headers['etag'], unchanged.body], [304, '"1"', '']);
  });

  it('B3 reads no body of a 205, which may never end: it lets go of the API', limit, async () => {
    let isClosed = false;
    const { proxied } = await pairWith((_request, response) => {
      response.on('close', () => (isClosed = true)).writeHead(205);
      response.write('a beginning');
    });
    assert.equal((await send(proxied.port, '/api', { headers: { cookie: proxied.cookie } })).status, 205);
    await waitUntil(() => isClosed);
  });

  it('B3 hands compressed bodies on byte by byte', async () => {
    const bodies = { gzip: gzipSync('a'.repeat(5000)), br: brotliCompressSync('b'.repeat(5000)) };
    const { proxied } = await pairWith((request, response) => {
      const encoding = request.headers['accept-encoding'] as 'gzip' | 'br';
      response.writeHead(200, { 'content-encoding': encoding, 'content-length': bodies[encoding].length });
      response.end(bodies[encoding]);
    });
    for (const encoding of ['gzip', 'br'] as const) {
      const headers = { cookie: proxied.cookie, 'accept-encoding': encoding };
      const { response } = await open(proxied.port, '/api', { headers });
      assert.equal(response.headers['content-encoding'], encoding);
      assert.equal(response.headers['content-length'], String(bodies[encoding].length));
      assert.deepEqual(Buffer.concat(await response.toArray()), bodies[encoding]);
    }
  });

  it('B3 follows no redirect, and tells where it leads by the path browsers know', async () => {
    let asked = 0;
    const { proxied, api } = await pairWith((_request, response) => {
      asked += 1;
      response.writeHead(302, { location: `http://127.0.0.1:${api.port}/elsewhere?x=1` }).end();
    });
    const { status, headers } = await send(proxied.port, '/api', { headers: { cookie: proxied.cookie } });
    assert.deepEqual([status, headers['location'], asked], [302, '/api/elsewhere?x=1', 1]);
  });

  it('B3 hands no cookie and no CORS of an API on, and sandboxes its pages (H4: nor lets caches keep them)', async () => {
    const { proxied } = await pairWith((_request, response) => {
      response.writeHead(200, {
        ...{ 'content-type': 'text/html', 'set-cookie': ['a=1; Path=/', 'b=2'], 'cache-control': 'public, max-age=60' },
        ...{ 'access-control-allow-origin': '*', 'access-control-allow-credentials': 'true' },
      });
      response.end('<script>alert(1)</script>');
    });
    const { headers } = await send(proxied.port, '/api', { headers: { cookie: proxied.cookie } });
    assert.equal(headers['set-cookie'], undefined);
    assert.equal(headers['access-control-allow-origin'], undefined);
    assert.equal(headers['access-control-allow-credentials'], undefined);
    assert.match(headers['content-security-policy'] ?? '', /^sandbox;/);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['cache-control'], 'no-store');
    assert.equal(headers['vary'], 'Cookie');
  });

  it('answers 502 for an API that is not there, breaks off, or answers what HTTP does not allow', async () => {
    const answers: Readonly<Record<string, string>> = {
      '/closes': '',
      '/garbage': 'SSH-2.0-server\r\n',
      '/switches': 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n',
      '/status': 'HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n',
      '/both': 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      '/half': 'HTTP/1.1 200 OK\r\nContent-Le',
    };
    const api: TestServer<unknown> = await listenSocket((socket) => {
      socket.once('data', (data) => socket.end(answers[data.toString().split(' ')[1] ?? ''] ?? '', 'latin1'));
    });
    toClose.push(api);
    const proxied = await openProxied({ target: api.url });
    toClose.push(proxied);
    for (const path of Object.keys(answers)) {
      const { status, body } = await send(proxied.port, `/api${path}`, { headers: { cookie: proxied.cookie } });
      assert.deepEqual([status, JSON.parse(body).code], [502, 'api_unreachable'], path);
    }
    const port = api.port;
    await api.close();
    toClose.splice(toClose.indexOf(api), 1);
    const gone = await openProxied({ target: new URL(`http://127.0.0.1:${port}`) });
    toClose.push(gone);
    assert.equal((await send(gone.port, '/api', { headers: { cookie: gone.cookie } })).status, 502);
    assert.match(gone.logged[0] ?? '', /"reason":"unreachable","cause":"ECONNREFUSED"/);
  });

  it('answers 504 when the headers do not come in time, and lets go of the API', limit, async ({ mock }) => {
    const apiTimeoutMs = 60_000;
    let [reached, closed] = [false, false];
    const { proxied } = await pairWith(
      (request) => {
        reached = true;
        request.on('close', () => (closed = true));
      },
      { apiTimeoutMs },
    );
    mock.timers.enable({ apis: ['setTimeout'] });
    const answer = send(proxied.port, '/api', { headers: { cookie: proxied.cookie } });
    while (!reached) await turn();
    mock.timers.tick(apiTimeoutMs - 1);
    for (let turns = 0; turns < 20; turns += 1) await turn();
    assert.equal(closed, false, 'it was let go of too early');
    mock.timers.tick(1);
    const { status, body } = await answer;
    assert.deepEqual([status, JSON.parse(body).code], [504, 'api_timeout']);
    while (!closed) await turn();
  });

  it('passes informational answers over, and the final one on', async () => {
    const { proxied } = await pairWith((_request, response) => {
      response.writeContinue();
      response.writeEarlyHints({ link: '</a.css>; rel=preload' });
      response.end('final');
    });
    const { status, body } = await send(proxied.port, '/api', { headers: { cookie: proxied.cookie } });
    assert.deepEqual([status, body], [200, 'final']);
  });

  it('B3 tells no token to an API whose certificate nobody vouches for', async (test) => {
    let reached = 0;
    const certificate = createSelfSignedCertificate(1);
    const server = createHttpsServer(certificate, (_request, response) => {
      reached += 1;
      response.end('over TLS');
    });
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    test.after(() => {
      server.closeAllConnections();
      server.close();
    });
    const target = new URL(`https://localhost:${(server.address() as AddressInfo).port}`);
    const proxied = await openProxied({ target });
    toClose.push(proxied);
    const headers = { cookie: proxied.cookie };
    assert.equal((await send(proxied.port, '/api', { headers })).status, 502);
    assert.equal(reached, 0);
    assert.match(proxied.logged.join(''), /SELF_SIGNED|UNABLE_TO_VERIFY/);
    const trusted = getCACertificates('default');
    test.after(() => setDefaultCACertificates(trusted));
    setDefaultCACertificates([...trusted, certificate.cert]);
    assert.equal((await send(proxied.port, '/api', { headers })).body, 'over TLS');
  });
});
