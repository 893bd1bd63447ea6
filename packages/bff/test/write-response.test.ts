import assert from 'node:assert/strict';
import { type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { writeResponse } from '../src/write-response.ts';
import { open, send } from './proxy/kit/browser.ts';
import { listenHttp, waitUntil } from './proxy/kit/servers.ts';

async function serve(create: (outgoing: ServerResponse) => Response) {
  return await listenHttp((_request, outgoing) => void writeResponse(outgoing, create(outgoing)));
}

describe('writing an answer to a Node response', () => {
  it('writes status, headers and every cookie, and leaves what others set', async () => {
    const server = await serve((outgoing) => {
      outgoing.setHeader('x-request-id', '17').setHeader('vary', 'Origin');
      const headers = new Headers({ 'content-type': 'text/plain', vary: 'Cookie' });
      headers.append('set-cookie', 'a=1');
      headers.append('set-cookie', 'b=2; Expires=Thu, 01 Jan 2099 00:00:00 GMT');
      return new Response('hello', { status: 201, headers });
    });
    const { response } = await open(server.port, '/');
    assert.deepEqual([response.statusCode, await text(response)], [201, 'hello']);
    assert.deepEqual(response.headers['set-cookie'], ['a=1', 'b=2; Expires=Thu, 01 Jan 2099 00:00:00 GMT']);
    assert.deepEqual([response.headers['x-request-id'], response.headers['vary']], ['17', 'Cookie']);
    await server.close();
  });

  it('sends the headers of a stream before its first piece', async () => {
    const server = await serve(() => new Response(new ReadableStream({})));
    const { request, response } = await open(server.port, '/');
    assert.equal(response.statusCode, 200);
    request.destroy();
    await server.close();
  });

  it('writes each byte of a header as it is, such as those of a file name in UTF-8', async () => {
    const fileName = `attachment; filename="${Buffer.from('café.pdf').toString('latin1')}"`;
    const server = await serve(() => new Response('hello', { headers: { 'content-disposition': fileName } }));
    const { headers, body } = await send(server.port, '/');
    assert.deepEqual([headers['content-disposition'], body], [fileName, 'hello']);
    await server.close();
  });

  it('writes nothing for HEAD, and keeps the length', async () => {
    const server = await serve(() => new Response(null, { headers: { 'content-length': '5' } }));
    const { headers, body } = await send(server.port, '/', { method: 'HEAD' });
    assert.deepEqual([headers['content-length'], body], ['5', '']);
    await server.close();
  });

  it('breaks the connection when the body fails', async () => {
    const server = await serve(() => {
      let pieces = 0;
      return new Response(
        new ReadableStream({
          pull(controller) {
            pieces += 1;
            if (pieces === 1) controller.enqueue(Buffer.from('a part'));
            else controller.error(new Error('broke off'));
          },
        }),
      );
    });
    const { response } = await open(server.port, '/');
    await assert.rejects(text(response), /aborted/);
    await server.close();
  });

  it('cancels the body when the browser leaves, and when it has left', async () => {
    let cancelled = 0;
    const stream = () => new ReadableStream({ cancel: () => void (cancelled += 1) });
    const server = await serve(() => new Response(stream()));
    const { request } = await open(server.port, '/');
    request.destroy();
    await waitUntil(() => cancelled === 1);
    await writeResponse({ destroyed: true } as ServerResponse, new Response(stream()));
    assert.equal(cancelled, 2);
    await server.close();
  });
});
