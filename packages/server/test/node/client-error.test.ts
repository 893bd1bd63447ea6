import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answerEmpty, answerWith, type HttpAnswer } from '../../src/http/message.ts';
import { openDispatcher, postForm } from '../http/sample-dispatcher.ts';
import { createSampleConfig } from '../sample-config.ts';
import { sendRaw, serve } from './running-server.ts';

const answerOk = async (): Promise<HttpAnswer> => answerWith('ok', {});

describe('what never becomes a request', () => {
  for (const method of ['TRACE', 'TRACK', 'CONNECT']) {
    it(`H3 ${method} is refused with 405 and echoes nothing`, async (test) => {
      let calls = 0;
      const { port } = await serve(test, async () => {
        calls++;
        return answerEmpty(200);
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

  it('headers that arrive too slowly get 408, long before the whole request is due', {
    timeout: 30_000,
  }, async (test) => {
    const { port } = await serve(test, answerOk, { http: { headersTimeoutSeconds: 1, requestTimeoutSeconds: 300 } });
    assert.match(await sendRaw(port, 'GET / HTTP/1.1\r\nHost: x\r\n'), /^HTTP\/1\.1 408 /);
  });

  it('a body that arrives too slowly is cut off', { timeout: 30_000 }, async (test) => {
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
