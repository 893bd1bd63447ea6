import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { findFreePort } from '@latchkey/testing/authority-process';
import { createSelfSignedCertificate } from '@latchkey/testing/self-signed';
import { postForm } from '../../src/http/outbound-post.ts';

const form = new URLSearchParams({ one: 'a&b', two: 'ü' });

/** Longer than any of these answers takes, and short where none comes. */
const patient = 30_000;
const impatient = 200;
/** Where the beginning of an answer comes, and its end does not. */
const lessPatient = 3_000;

async function listen(test: TestContext, server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  test.after(() => {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return address.port;
}

async function serve(test: TestContext, listener: RequestListener): Promise<URL> {
  return new URL(`http://127.0.0.1:${await listen(test, createServer(listener))}/path?query=1`);
}

describe('postForm', () => {
  it('posts the form and answers the status', async (test) => {
    const seen: unknown[] = [];
    const url = await serve(test, (request, response) => {
      void readText(request).then((body) => {
        seen.push(request.method, request.url, request.headers['content-type'], body);
        response.writeHead(204).end();
      });
    });
    assert.deepEqual(await postForm({ url, form, timeoutMs: patient }), { answered: true, status: 204 });
    assert.deepEqual(seen, ['POST', '/path?query=1', 'application/x-www-form-urlencoded', 'one=a%26b&two=%C3%BC']);
  });

  it('follows no redirect', async (test) => {
    let requests = 0;
    const url = await serve(test, (_request, response) => {
      requests += 1;
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    assert.deepEqual(await postForm({ url, form, timeoutMs: patient }), { answered: true, status: 307 });
    assert.equal(requests, 1);
  });

  it('takes the status of an answer that never ends, and lets go of it', async (test) => {
    let sentBytes = 0;
    const closed = Promise.withResolvers<void>();
    const url = await serve(test, (request, response) => {
      response.writeHead(200);
      const piece = Buffer.alloc(4096);
      const write = (): void => {
        sentBytes += piece.length;
        if (!response.destroyed) response.write(piece, () => setImmediate(write));
      };
      write();
      request.socket.once('close', () => closed.resolve());
    });
    assert.deepEqual(await postForm({ url, form, timeoutMs: patient }), { answered: true, status: 200 });
    await closed.promise;
    assert.ok(sentBytes < 64 * 1024 * 1024, `${sentBytes} bytes`);
  });

  it('takes the status of an answer whose body does not come', async (test) => {
    const url = await serve(test, (_request, response) => {
      response.writeHead(200, { 'content-length': 10 });
      response.flushHeaders();
    });
    assert.deepEqual(await postForm({ url, form, timeoutMs: lessPatient }), { answered: true, status: 200 });
  });

  it('gives up on a server that does not answer', async (test) => {
    const url = await serve(test, () => undefined);
    assert.deepEqual(await postForm({ url, form, timeoutMs: impatient }), { answered: false, cause: 'timeout' });
  });

  it('takes a change of protocol for no answer', async (test) => {
    for (const rest of ['', 'something else\r\n']) {
      const port = await listen(
        test,
        createTcpServer((socket) => {
          socket.on('error', () => undefined);
          socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n${rest}`);
        }),
      );
      const url = new URL(`http://127.0.0.1:${port}/`);
      assert.deepEqual(await postForm({ url, form, timeoutMs: patient }), { answered: false, cause: 'no_answer' });
    }
  });

  it('says why there is no answer, by a code alone', async (test) => {
    const refused = new URL(`http://127.0.0.1:${await findFreePort()}/`);
    assert.deepEqual(await postForm({ url: refused, form, timeoutMs: patient }), {
      answered: false,
      cause: 'ECONNREFUSED',
    });
    const port = await listen(
      test,
      createTcpServer((socket) => socket.end('this is not HTTP\r\n\r\n')),
    );
    const broken = await postForm({ url: new URL(`http://127.0.0.1:${port}/`), form, timeoutMs: patient });
    assert.ok(!broken.answered);
    assert.match(broken.cause, /^HPE_/);
  });

  it('sends nothing to an address it must not speak to', async (test) => {
    let connections = 0;
    const port = await listen(
      test,
      createTcpServer((socket) => {
        connections += 1;
        socket.destroy();
      }),
    );
    for (const url of ['http://app.example.com/', 'https://169.254.169.254/', 'ftp://127.0.0.1/']) {
      const answer = await postForm({ url: new URL(url), form, timeoutMs: patient });
      assert.deepEqual(answer, { answered: false, cause: 'ERR_OUTBOUND_ADDRESS' });
    }
    const url = new URL(`https://app.example.com:${port}/`);
    const answer = await postForm({
      url,
      form,
      timeoutMs: patient,
      // One address is harmless, so a check of only the first would connect.
      resolve: (_name, _options, callback) =>
        callback(null, [
          { address: '127.0.0.1', family: 4 },
          { address: '169.254.169.254', family: 4 },
        ]),
    });
    assert.deepEqual(answer, { answered: false, cause: 'ERR_OUTBOUND_ADDRESS' });
    assert.equal(connections, 0);
  });

  it('trusts a certificate that somebody vouches for, and only for its own name', async (test) => {
    let requests = 0;
    const certificate = createSelfSignedCertificate(1);
    const server = createHttpsServer(certificate, (_request, response) => {
      requests += 1;
      response.end();
    });
    const port = await listen(test, server);
    const post = (host: string) =>
      postForm({
        url: new URL(`https://${host}:${port}/`),
        form,
        timeoutMs: patient,
        resolve: (_name, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]),
      });
    assert.deepEqual(await post('localhost'), { answered: false, cause: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    const trusted = getCACertificates();
    test.after(() => setDefaultCACertificates(trusted));
    setDefaultCACertificates([...trusted, certificate.cert]);
    assert.deepEqual(await post('app.example.com'), { answered: false, cause: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    assert.equal(requests, 0);
    assert.deepEqual(await post('localhost'), { answered: true, status: 200 });
  });
});
