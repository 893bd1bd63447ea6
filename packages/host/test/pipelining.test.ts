import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { pollFor } from '@latchkey/testing/poll';
import { readPort } from '../src/listen.ts';
import { createPipelineLimit, maxRequestsAhead } from '../src/pipelining.ts';

const request = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';

/** A server that answers when the test lets it. */
async function open(test: TestContext) {
  const mayWait = createPipelineLimit();
  const waiting: ServerResponse[] = [];
  let refused = 0;
  const server = createServer((incoming, outgoing) => {
    if (mayWait(incoming, outgoing)) waiting.push(outgoing);
    else refused += 1;
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect(readPort(server), '127.0.0.1');
  let received = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    received += text;
  });
  socket.on('error', () => undefined);
  test.after(() => {
    socket.destroy();
    server.closeAllConnections();
    server.close();
  });
  return {
    socket,
    waiting,
    countRefused: () => refused,
    countAnswers: () => received.split('HTTP/1.1 200').length - 1,
  };
}

describe('createPipelineLimit', { timeout: 60_000 }, () => {
  it('lets a connection send some requests ahead, and as many again once they are answered', async (test) => {
    const { socket, waiting, countAnswers, countRefused } = await open(test);
    const batch = 1 + maxRequestsAhead;
    for (const round of [1, 2, 3]) {
      socket.write(request.repeat(batch));
      await pollFor('the requests', () => waiting.length === batch);
      for (const outgoing of waiting.splice(0)) outgoing.end('x');
      await pollFor('the answers', () => countAnswers() === round * batch);
    }
    assert.equal(countRefused(), 0);
    assert.equal(socket.destroyed, false);
  });

  it('cuts off a connection that sends more of them ahead, and leaves the rest unanswered', async (test) => {
    const { socket, waiting, countRefused } = await open(test);
    const closed = once(socket, 'close');
    socket.write(request.repeat(500));
    await closed;
    assert.equal(waiting.length, 1 + maxRequestsAhead);
    assert.equal(countRefused(), 500 - waiting.length);
  });
});
