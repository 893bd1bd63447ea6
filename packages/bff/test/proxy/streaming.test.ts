import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { request as requestHttp } from 'node:http';
import { after, describe, it } from 'node:test';
import { open } from './kit/browser.ts';
import { openPair, type Pair } from './kit/proxied.ts';
import { type TestListener, waitUntil } from './kit/servers.ts';
import { openTestProxy } from './kit/test-proxy.ts';

const toClose: Pair[] = [];
after(async () => {
  for (const pair of toClose) await pair.close();
});

async function pairWith(listener: TestListener): Promise<Pair> {
  const pair = await openPair(listener);
  toClose.push(pair);
  return pair;
}

/** The next piece that comes. */
async function readPiece(response: IncomingMessage): Promise<string> {
  return String(await new Promise((resolve) => response.once('data', resolve)));
}

const hundredMegabytes = 100 * 1024 * 1024;
/** Buffers of the kernel, of Node and of ours on three connections in a row; far below what is sent. */
const buffersAtMost = 24 * 1024 * 1024;
const limit = { timeout: 60_000 };

describe('streaming', () => {
  it('B3 hands each event on before the API has written the next', limit, async () => {
    const writers: ServerResponse[] = [];
    const { proxied } = await pairWith((_request, response) => {
      writers.push(response);
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    });
    const headers = { cookie: proxied.cookie, accept: 'text/event-stream' };
    const { request, response } = await open(proxied.port, '/api', { headers });
    assert.equal(response.headers['content-type'], 'text/event-stream');
    for (const event of ['data: 1\n\n', ': nothing new\n\n', 'data: 3\n\n']) {
      const piece = readPiece(response);
      writers[0]?.write(event);
      assert.equal(await piece, event);
    }
    request.destroy();
  });

  it('B3 hands each piece of an upload on before the browser has sent the next', limit, async () => {
    let reading: IncomingMessage | undefined;
    const { proxied } = await pairWith((request, response) => {
      reading = request;
      request.on('end', () => response.end('done'));
    });
    const request = requestHttp({
      ...{ host: '127.0.0.1', port: proxied.port, path: '/api', method: 'POST', agent: false },
      headers: { cookie: proxied.cookie, 'transfer-encoding': 'chunked' },
    });
    for (const piece of ['first', 'second', 'third']) {
      request.write(piece);
      await waitUntil(() => reading !== undefined);
      assert.equal(await readPiece(reading as IncomingMessage), piece);
    }
    request.end();
    const response = await new Promise<IncomingMessage>((resolve) => request.on('response', resolve));
    assert.equal(Buffer.concat(await response.toArray()).toString(), 'done');
  });

  it('B3 reads a large answer no faster than the browser does, and loses nothing of it', limit, async () => {
    const piece = randomBytes(256 * 1024);
    const sent = createHash('sha256');
    let written = 0;
    const { proxied } = await pairWith(async (_request, response) => {
      response.writeHead(200, { 'content-length': hundredMegabytes });
      while (written < hundredMegabytes) {
        sent.update(piece);
        written += piece.length;
        if (!response.write(piece)) await new Promise((resolve) => response.once('drain', resolve));
      }
      response.end();
    });
    const { response } = await open(proxied.port, '/api', { headers: { cookie: proxied.cookie } });
    await waitUntilStill(() => written);
    assert.ok(written < buffersAtMost, `${written} bytes were taken from the API with nobody reading`);
    const received = createHash('sha256');
    let length = 0;
    for await (const part of response) {
      received.update(part as Buffer);
      length += (part as Buffer).length;
    }
    assert.equal(length, hundredMegabytes);
    assert.equal(received.digest('hex'), sent.digest('hex'));
  });

  it('B3 reads a large upload no faster than the API does, and loses nothing of it', limit, async () => {
    const received = createHash('sha256');
    let length = 0;
    let reading: IncomingMessage | undefined;
    const { proxied } = await pairWith((request, response) => {
      reading = request.pause();
      request.on('end', () => response.end('done'));
    });
    const request = requestHttp({
      ...{ host: '127.0.0.1', port: proxied.port, path: '/api', method: 'PUT', agent: false },
      headers: { cookie: proxied.cookie, 'content-length': hundredMegabytes },
    });
    const piece = randomBytes(256 * 1024);
    const sent = createHash('sha256');
    let written = 0;
    const uploading = (async () => {
      while (written < hundredMegabytes) {
        sent.update(piece);
        written += piece.length;
        if (!request.write(piece)) await new Promise((resolve) => request.once('drain', resolve));
      }
      request.end();
    })();
    await waitUntil(() => reading !== undefined);
    await waitUntilStill(() => written);
    assert.ok(written < buffersAtMost, `${written} bytes were taken from the browser with nobody reading`);
    reading?.on('data', (part: Buffer) => {
      received.update(part);
      length += part.length;
    });
    reading?.resume();
    const response = await new Promise<IncomingMessage>((resolve) => request.on('response', resolve));
    assert.equal(Buffer.concat(await response.toArray()).toString(), 'done');
    await uploading;
    assert.equal(length, hundredMegabytes);
    assert.equal(received.digest('hex'), sent.digest('hex'));
  });

  it('B3 hands an early answer on while the body is still on its way', limit, async () => {
    const { proxied } = await pairWith((_request, response) => void response.writeHead(413).end('too much'));
    const request = requestHttp({
      ...{ host: '127.0.0.1', port: proxied.port, path: '/api', method: 'POST', agent: false },
      headers: { cookie: proxied.cookie, 'content-length': hundredMegabytes },
    });
    request.on('error', () => {}).write('only the start');
    const response = await new Promise<IncomingMessage>((resolve) => request.on('response', resolve));
    assert.equal(response.statusCode, 413);
    assert.equal(Buffer.concat(await response.toArray()).toString(), 'too much');
    request.destroy();
  });
});

describe('an exchange that breaks off', () => {
  it('B3 leaves the API when the browser leaves in the midst of an answer', limit, async () => {
    let closed = false;
    const { proxied } = await pairWith((_request, response) => {
      response.on('close', () => (closed = true)).write('first');
    });
    const { request, response } = await open(proxied.port, '/api', { headers: { cookie: proxied.cookie } });
    assert.equal(await readPiece(response), 'first');
    request.destroy();
    await waitUntil(() => closed);
  });

  it('B3 leaves the API when the browser leaves before the answer', limit, async () => {
    let [reached, closed] = [false, false];
    const { proxied } = await pairWith((_request, response) => {
      reached = true;
      response.on('close', () => (closed = true));
    });
    const request = requestHttp({
      ...{ host: '127.0.0.1', port: proxied.port, path: '/api', agent: false, headers: { cookie: proxied.cookie } },
    });
    request.on('error', () => {}).end();
    await waitUntil(() => reached);
    request.destroy();
    await waitUntil(() => closed);
  });

  it('B3 leaves the API when a plain fetch is aborted, before the answer and in the midst of it', limit, async () => {
    let closed = 0;
    const { api } = await pairWith((request, response) => {
      response.on('close', () => (closed += 1));
      if (request.url === '/answers') response.write('first');
    });
    const test = openTestProxy([{ path: '/api', target: api.url }]);
    const headers = { cookie: test.signIn().cookie };
    for (const path of ['/api/waits', '/api/answers']) {
      const leaving = new AbortController();
      const request = new Request(`http://localhost${path}`, { headers, signal: leaving.signal });
      const answering = test.proxy.handle(request, path, '');
      const before = closed;
      if (path === '/api/answers') {
        const reader = (await answering).body?.getReader();
        await reader?.read();
        leaving.abort();
        await assert.rejects(reader?.read() ?? Promise.resolve());
      } else {
        await waitUntil(() => test.gate.tokens.length > 0);
        leaving.abort();
        await answering;
      }
      // Before the answer the API may not have been reached at all.
      if (path === '/api/answers') await waitUntil(() => closed > before);
    }
    test.proxy.close();
  });

  it('B3 ends no body the browser has not ended: the API sees it break off', limit, async () => {
    for (const framing of [
      { 'transfer-encoding': 'chunked' },
      { 'content-length': '1000' },
      { 'content-length': '100000' },
    ]) {
      let ending: string | undefined;
      let reached = false;
      const { proxied } = await pairWith((request) => {
        request.on('error', () => {}).on('end', () => (ending = 'whole'));
        request.on('aborted', () => (ending = 'broken')).on('data', () => (reached = true));
      });
      const request = requestHttp({
        ...{ host: '127.0.0.1', port: proxied.port, path: '/api', method: 'POST', agent: false },
        headers: { cookie: proxied.cookie, ...framing },
      });
      request.on('error', () => {}).write('a part');
      await waitUntil(() => reached);
      request.destroy();
      await waitUntil(() => ending !== undefined);
      assert.equal(ending, 'broken');
    }
  });

  it('B3 ends no body of a plain fetch that has failed', limit, async () => {
    let [reached, ending] = [false, ''];
    const { api } = await pairWith((request) => {
      request.on('error', () => {}).on('end', () => (ending = 'whole'));
      request.on('aborted', () => (ending = 'broken')).on('data', () => (reached = true));
    });
    const test = openTestProxy([{ path: '/api', target: api.url }]);
    const failing = new TransformStream<Uint8Array, Uint8Array>();
    const writer = failing.writable.getWriter();
    const headers = { cookie: test.signIn().cookie, 'transfer-encoding': 'chunked' };
    const init = { method: 'POST', headers, body: failing.readable, duplex: 'half' } as const;
    const answering = test.proxy.handle(new Request('http://localhost/api', init), '/api', '');
    await writer.write(Buffer.from('a part'));
    await waitUntil(() => reached);
    await writer.abort(new Error('the body failed'));
    await answering;
    await waitUntil(() => ending !== '');
    assert.equal(ending, 'broken');
    test.proxy.close();
  });

  it('B3 breaks the answer when the API does: no browser takes a part for the whole', limit, async () => {
    for (const head of [{}, { 'content-length': '1000' }]) {
      const { proxied } = await pairWith((_request, response) => {
        response.writeHead(200, head).write('a part', () => response.destroy());
      });
      const { response } = await open(proxied.port, '/api', { headers: { cookie: proxied.cookie } });
      await assert.rejects(response.toArray(), /aborted/);
      assert.equal(response.complete, false);
    }
  });

  it('B3 serves on when exchanges broke off', limit, async () => {
    const { proxied } = await pairWith((request, response) => {
      if (request.url === '/breaks') response.write('a part', () => response.destroy());
      else response.end('whole');
    });
    const headers = { cookie: proxied.cookie };
    for (let times = 0; times < 20; times += 1) {
      const { response } = await open(proxied.port, '/api/breaks', { headers });
      await response.toArray().catch(() => {});
    }
    const { response } = await open(proxied.port, '/api', { headers });
    assert.equal(Buffer.concat(await response.toArray()).toString(), 'whole');
  });
});

/** Until a figure has been the same for a while: everything that buffers has filled. */
async function waitUntilStill(read: () => number): Promise<void> {
  let [last, same] = [-1, 0];
  await waitUntil(() => {
    const now = read();
    same = now === last && now > 0 ? same + 1 : 0;
    last = now;
    return same > 30;
  });
}
