import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { ServeError, serveAuthority } from '../../src/node/index.ts';
import { openDispatcher, postForm } from '../http/sample-dispatcher.ts';
import { createSampleConfig } from '../sample-config.ts';
import { sendRaw, serve } from './running-server.ts';

const answerOk = async (): Promise<Response> => new Response('ok');
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

describe('serveAuthority', () => {
  it('hands requests on with the peer’s address, and answers what comes back', async (test) => {
    const { url } = await serve(test, async (request, { remoteAddress }) => {
      return Response.json({ method: request.method, text: await request.text(), remoteAddress });
    });
    const response = await fetch(`${url}/x`, { method: 'POST', body: 'hello' });
    assert.deepEqual(await response.json(), { method: 'POST', text: 'hello', remoteAddress: '127.0.0.1' });
  });

  it('says what to do when the port is in use', async (test) => {
    const { port } = await serve(test, answerOk);
    const config = { ...createSampleConfig(), listen: { host: '127.0.0.1', port } };
    await assert.rejects(serveAuthority({ fetch: answerOk }, { config, log: quiet }), (error) => {
      assert.ok(error instanceof ServeError);
      assert.equal(error.code, 'address_in_use');
      assert.match(error.message, new RegExp(`127\\.0\\.0\\.1:${port} is in use.*LATCHKEY_PORT`));
      return true;
    });
  });

  it('says what to do when the address is not of this machine', async () => {
    const config = { ...createSampleConfig(), listen: { host: '192.0.2.1', port: 0 } };
    await assert.rejects(serveAuthority({ fetch: answerOk }, { config, log: quiet }), /LATCHKEY_HOST/);
  });
});

describe('what never becomes a request', () => {
  for (const method of ['TRACE', 'TRACK', 'CONNECT']) {
    it(`H3 ${method} is refused with 405 and echoes nothing`, async (test) => {
      let calls = 0;
      const { port } = await serve(test, async () => {
        calls++;
        return new Response();
      });
      const target = method === 'CONNECT' ? 'example.com:443' : '/';
      const answer = await sendRaw(port, `${method} ${target} HTTP/1.1\r\nHost: x\r\nCookie: echo-me=1\r\n\r\n`);
      assert.match(answer, /^HTTP\/1\.1 405 Method Not Allowed\r\n/);
      assert.match(answer, /\r\nAllow: /i);
      assert.ok(!answer.includes('echo-me'));
      assert.equal(calls, 0);
    });
  }

  it('headers over the limit get 431', async (test) => {
    const { port } = await serve(test, answerOk, { http: { maxHeaderBytes: 4096 } });
    const answer = await sendRaw(port, `GET / HTTP/1.1\r\nHost: x\r\nCookie: ${'a'.repeat(5000)}\r\n\r\n`);
    assert.match(answer, /^HTTP\/1\.1 431 /);
  });

  it('broken syntax, and two lengths that contradict each other, get 400', async (test) => {
    const { port } = await serve(test, answerOk);
    for (const bytes of [
      'GET / HTTP/1.1\r\nHost: x\r\nBad Header: 1\r\n\r\n',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      'GET / HTTP/1.1\r\n\r\n',
    ]) {
      assert.match(await sendRaw(port, bytes), /^HTTP\/1\.1 400 /, bytes);
    }
  });

  it('a Host that is no host gets 400, also as a log line without it', async (test) => {
    const { port, lines } = await serve(test, answerOk);
    const answer = await sendRaw(port, 'GET / HTTP/1.1\r\nHost: a b@evil\r\nConnection: close\r\n\r\n');
    assert.match(answer, /^HTTP\/1\.1 400 /);
    assert.ok(!JSON.stringify(lines).includes('evil'));
  });

  it('headers that arrive too slowly get 408', async (test) => {
    const { port } = await serve(test, answerOk, { http: { headersTimeoutSeconds: 1, requestTimeoutSeconds: 2 } });
    assert.match(await sendRaw(port, 'GET / HTTP/1.1\r\nHost: x\r\n'), /^HTTP\/1\.1 408 /);
  });

  it('a body that arrives too slowly is cut off', async (test) => {
    const { dispatch, lines } = openDispatcher([postForm('/form')]);
    const { port } = await serve(test, dispatch, { http: { headersTimeoutSeconds: 1, requestTimeoutSeconds: 1 } });
    const head = `POST /form HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 50\r\n\r\na=`;
    const answer = await sendRaw(port, head);
    assert.doesNotMatch(answer, /^HTTP\/1\.1 200 /);
    assert.ok(
      lines.every(({ level }) => level === 'info'),
      'a slow caller is no fault of ours',
    );
  });

  it('a body over the limit gets 413, declared or chunked', async (test) => {
    const { dispatch } = openDispatcher([postForm('/form')], {
      http: { ...createSampleConfig().http, maxBodyBytes: 1000 },
    });
    const { port } = await serve(test, dispatch);
    const head =
      'POST /form HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n';
    assert.match(await sendRaw(port, `${head}Content-Length: 100000\r\n\r\n`), /^HTTP\/1\.1 413 /);
    const chunk = `400\r\n${'a'.repeat(1024)}\r\n`;
    const answer = await sendRaw(port, `${head}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(50)}0\r\n\r\n`);
    assert.match(answer, /^HTTP\/1\.1 413 /);
  });
});

describe('stopping', () => {
  it('finishes a request in flight, refuses new connections, and closes idle ones', {
    timeout: 20_000,
  }, async (test) => {
    const entered = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const { url, port, close } = await serve(
      test,
      async (request) => {
        if (new URL(request.url).pathname !== '/slow') return new Response('quick');
        entered.resolve();
        await release.promise;
        return new Response('finished');
      },
      { http: { shutdownGraceSeconds: 10, keepAliveTimeoutSeconds: 600 } },
    );
    const idle = connect(port, '127.0.0.1');
    idle.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(idle, 'data');
    const slow = fetch(`${url}/slow`);
    await entered.promise;

    const closed = close();
    await once(idle, 'close');
    await assert.rejects(fetch(url), 'a new connection is refused');
    release.resolve();
    assert.equal(await (await slow).text(), 'finished');
    assert.equal(await closed, 'finished');
    assert.equal(await close(), 'finished', 'closing again answers the same');
  });

  it('cuts off what does not finish within the grace', { timeout: 20_000 }, async (test) => {
    const entered = Promise.withResolvers<void>();
    const { url, close } = await serve(
      test,
      () => {
        entered.resolve();
        return new Promise<Response>(() => {});
      },
      { http: { shutdownGraceSeconds: 0 } },
    );
    const hanging = assert.rejects(fetch(url));
    await entered.promise;
    assert.equal(await close(), 'cut_off');
    await hanging;
  });
});

describe('plain HTTP', () => {
  it('H1 is answered for this machine and for trusted proxies alone', async () => {
    const { createRequestListener } = await import('../../src/node/request-listener.ts');
    const ask = async (peer: string, trustedProxies: readonly string[], isPlainHttp: boolean): Promise<number> => {
      const listener = createRequestListener({
        authority: { fetch: answerOk },
        log: quiet,
        trustedProxies,
        isPlainHttp,
      });
      const server = createServer((incoming, outgoing) => {
        Object.defineProperty(incoming.socket, 'remoteAddress', { value: peer });
        listener(incoming, outgoing);
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : 0;
      const { status } = await fetch(`http://127.0.0.1:${port}/`, { headers: { Connection: 'close' } });
      server.close();
      return status;
    };
    assert.equal(await ask('127.0.0.1', [], true), 200);
    assert.equal(await ask('::1', [], true), 200);
    assert.equal(await ask('192.0.2.1', [], true), 403);
    assert.equal(await ask('192.0.2.1', ['192.0.2.0/24'], true), 200);
    assert.equal(await ask('198.51.100.1', ['192.0.2.0/24'], true), 403);
    assert.equal(await ask('198.51.100.1', [], false), 200, 'over TLS anybody may ask');
  });
});
