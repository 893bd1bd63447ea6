import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { answerJson, answerWith, BodyError, type HttpAnswer, type HttpRequest } from '../../src/http/message.ts';
import { sendRaw, serve } from './running-server.ts';

const answerTarget = async ({ path, search }: HttpRequest): Promise<HttpAnswer> => answerWith(`<${path}>${search}`, {});

describe('a request from Node', () => {
  it('shows every one of repeated fields, so that a second Authorization cannot hide behind the first', async (test) => {
    const { port } = await serve(test, async ({ headers }) =>
      answerJson([headers.get('authorization'), headers.get('cookie'), headers.get('x-none') ?? 'none']),
    );
    const fields = 'Authorization: Bearer a\r\nAuthorization: Bearer b\r\nCookie: a=1\r\nCookie: b=2\r\n';
    const answer = await sendRaw(port, `GET / HTTP/1.1\r\nHost: x\r\n${fields}Connection: close\r\n\r\n`);
    assert.ok(answer.endsWith('["Bearer a, Bearer b","a=1; b=2","none"]'), answer);
  });

  it('leaves path and query as they were sent, and drops the host of an absolute target (RFC 9112 §3.2.2)', async (test) => {
    const { port } = await serve(test, answerTarget);
    const rows = [
      ['/a/../b//c?x=%41', '</a/../b//c>?x=%41'],
      ['/%2e%2e/a', '</%2e%2e/a>'],
      ['/\\a?to=http://b/', '</\\a>?to=http://b/'],
      ['//b.example/c', '<//b.example/c>'],
      ['http://elsewhere.example/a?b', '</a>?b'],
    ];
    for (const [target, expected = ''] of rows) {
      const answer = await sendRaw(port, `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      assert.ok(answer.endsWith(`\r\n\r\n${expected}`), target);
    }
  });

  it('RFC 9112 §6.1 is refused when its body has another coding than chunks', async (test) => {
    const { port } = await serve(test, async (request) => {
      return answerWith(Buffer.from(await request.readBody(100)).toString(), {});
    });
    const send = (coding: string): Promise<string> =>
      sendRaw(
        port,
        `POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: ${coding}\r\n\r\n2\r\nab\r\n0\r\n\r\n`,
      );
    for (const coding of ['gzip, chunked', 'identity, chunked', 'chunked, chunked']) {
      assert.match(await send(coding), /^HTTP\/1\.1 [45]0[01] /, coding);
    }
    for (const coding of ['chunked', 'Chunked']) assert.ok((await send(coding)).endsWith('\r\n\r\nab'), coding);
  });

  it('RFC 9112 §3.2 is refused when its Host is none, or there are two', async (test) => {
    const { port } = await serve(test, answerTarget);
    for (const host of ['a b', 'a@evil', 'a/b', '', 'a\r\nHost: b', '[::1', 'a:b']) {
      const answer = await sendRaw(port, `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      assert.match(answer, /^HTTP\/1\.1 400 /, host);
    }
    for (const host of ['id.example.com', 'localhost:4000', '127.0.0.1:80', '[::1]:4000', 'my_host', 'a:']) {
      const answer = await sendRaw(port, `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      assert.match(answer, /^HTTP\/1\.1 200 /, host);
    }
  });

  it('reads a body that comes in pieces', async (test) => {
    const { port } = await serve(test, async (request) => {
      return answerWith(Buffer.from(await request.readBody(10)).toString(), {});
    });
    const head = 'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n';
    assert.ok((await sendRaw(port, `${head}3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n`)).endsWith('abcdefg'));
    assert.ok((await sendRaw(port, `${head}0\r\n\r\n`)).endsWith('\r\n\r\n'), 'an empty one');
  });

  it('tells a body that is too long from one that breaks off', { timeout: 20_000 }, async (test) => {
    const codes: string[] = [];
    const told = Promise.withResolvers<void>();
    const { port } = await serve(test, async (request) => {
      await request.readBody(10).catch((error: unknown) => {
        assert.ok(error instanceof BodyError);
        codes.push(error.code);
        if (codes.length === 3) told.resolve();
      });
      return answerWith('read', {});
    });
    const head = 'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n';
    await sendRaw(port, `${head}Content-Length: 11\r\n\r\nabcdefghijk`);
    await sendRaw(port, `${head}Transfer-Encoding: chunked\r\n\r\n6\r\nabcdef\r\n5\r\nghijk\r\n0\r\n\r\n`);
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(`${head}Content-Length: 9\r\n\r\nabc`, () => socket.destroy());
    });
    await told.promise;
    assert.deepEqual(codes, ['too_long', 'too_long', 'broken_off']);
  });

  it('goes on with the connection after a body that was too long', async (test) => {
    const { port } = await serve(test, async (request) => {
      const text = await request.readBody(10).then(String, () => 'refused');
      return answerWith(`<${text === 'refused' ? text : 'read'}>`, {});
    });
    const long = `POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\n${'a'.repeat(4095)}\r\n0\r\n\r\n`;
    const answer = await sendRaw(
      port,
      `${long}POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1\r\n\r\na`,
    );
    assert.deepEqual(answer.match(/<\w+>/g), ['<refused>', '<read>']);
  });
});
