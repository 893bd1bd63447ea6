import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { answerEmpty, answerWith } from '../../src/http/message.ts';
import { sendRaw, serve } from './running-server.ts';

const request = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';

describe('an answer through Node', () => {
  it('has its status, fields, every cookie, and its length in bytes', async (test) => {
    const { port } = await serve(test, async () => {
      return answerWith('žluť', { 'content-type': 'text/plain; charset=utf-8' }, { setCookies: ['a=1', 'b=2'] });
    });
    const answer = await sendRaw(port, request);
    assert.match(answer, /^HTTP\/1\.1 200 OK\r\n/);
    assert.match(answer, /\r\ncontent-type: text\/plain; charset=utf-8\r\n/);
    assert.match(answer, /\r\nset-cookie: a=1\r\nset-cookie: b=2\r\n/);
    assert.match(answer, /\r\ncontent-length: 6\r\n/);
    assert.ok(answer.endsWith('\r\n\r\nžluť'));
  });

  it('has no body where none may be', async (test) => {
    const { port } = await serve(test, async () => answerEmpty(204));
    const answer = await sendRaw(port, request);
    assert.match(answer, /^HTTP\/1\.1 204 No Content\r\n/);
    assert.doesNotMatch(answer, /content-length|transfer-encoding/i);
  });

  it('says that it is empty where a body might be, but not to HEAD', async (test) => {
    const { port } = await serve(test, async () => answerEmpty(200));
    assert.match(await sendRaw(port, request), /\r\ncontent-length: 0\r\n/);
    const toHead = await sendRaw(port, request.replace('GET', 'HEAD'));
    assert.match(toHead, /^HTTP\/1\.1 200 OK\r\n/);
    assert.doesNotMatch(toHead, /content-length|transfer-encoding/i);
  });

  it('that has an impossible field becomes 500 and a line in the log, and the server lives on', async (test) => {
    let field = 'a\r\nset-cookie: planted=1';
    const { port, lines } = await serve(test, async () => answerEmpty(303, { location: field }));
    const answer = await sendRaw(port, request);
    assert.match(answer, /^HTTP\/1\.1 500 /);
    assert.ok(!answer.includes('planted'));
    assert.deepEqual(
      lines.map(({ level, message }) => [level, message]),
      [['error', 'an answer could not be written']],
    );
    assert.ok(!JSON.stringify(lines).includes('planted'));
    field = '/a';
    assert.match(await sendRaw(port, request), /^HTTP\/1\.1 303 /);
  });

  it('breaks off when its stream breaks, so that nobody takes it for whole', { timeout: 20_000 }, async (test) => {
    let stream: ReadableStreamDefaultController<Uint8Array> | undefined;
    const { port } = await serve(test, async () => {
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          stream = controller;
          controller.enqueue(new TextEncoder().encode('part'));
        },
      });
      return answerWith(body, {});
    });
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    socket.on('data', (data) => {
      answer += String(data);
      if (answer.includes('part')) stream?.error(new Error('broken'));
    });
    socket.on('error', () => undefined);
    await once(socket, 'close');
    assert.match(answer, /\r\n4\r\npart\r\n$/);
  });

  it('waits for a reader that is slow, and holds no more than the connection does', {
    timeout: 30_000,
  }, async (test) => {
    const chunk = new Uint8Array(65_536);
    const chunkCount = 400;
    let pulled = 0;
    const { port } = await serve(test, async () => {
      const body = new ReadableStream<Uint8Array>(
        {
          pull(controller) {
            if (pulled === chunkCount) return controller.close();
            pulled += 1;
            controller.enqueue(chunk);
          },
        },
        { highWaterMark: 0 },
      );
      return answerWith(body, {});
    });
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    socket.pause();
    let before = -1;
    // Until nothing more is taken from the stream.
    while (pulled === 0 || pulled !== before) {
      before = pulled;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    assert.ok(pulled < chunkCount, `${pulled} chunks were taken though nobody read`);
    let received = 0;
    socket.on('data', (data) => {
      received += data.length;
    });
    socket.resume();
    await once(socket, 'close');
    assert.equal(pulled, chunkCount);
    assert.ok(received > chunkCount * chunk.length);
  });

  it('cancels its stream when the caller went before it was made', { timeout: 20_000 }, async (test) => {
    const entered = Promise.withResolvers<void>();
    const left = Promise.withResolvers<void>();
    const cancelled = Promise.withResolvers<void>();
    const { port } = await serve(test, async () => {
      entered.resolve();
      await left.promise;
      return answerWith(new ReadableStream({ cancel: () => cancelled.resolve() }), {});
    });
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    await entered.promise;
    socket.destroy();
    // The server must have noticed before it answers: another request shows that its loop has turned.
    await sendRaw(port, 'TRACE / HTTP/1.1\r\nHost: x\r\n\r\n');
    left.resolve();
    await cancelled.promise;
  });
});
