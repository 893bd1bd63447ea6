import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { maxRequestsAhead } from '@latchkey/host/pipelining';
import { answerWith } from '../../src/http/message.ts';
import { sendRaw, serve } from './running-server.ts';

const request = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
/** More than the sockets of two processes hold between them. */
const largeAnswer = 'x'.repeat(64 * 1024 * 1024);
/** Longer than the test: what is still there then is waited for. */
const http = { shutdownGraceSeconds: 3_600, keepAliveTimeoutSeconds: 600 };

/** Ask, and take nothing of what comes back. */
async function askWithoutReading(test: TestContext, port: number): Promise<Socket> {
  const peer = connect(port, '127.0.0.1');
  peer.pause().on('error', () => undefined);
  test.after(() => peer.destroy());
  await once(peer, 'connect');
  peer.write(request);
  return peer;
}

describe('an answer that its peer does not take', { timeout: 30_000 }, () => {
  it('is let go of with its connection after a while', async (test) => {
    const asked = Promise.withResolvers<void>();
    const server = await serve(
      test,
      async () => {
        asked.resolve();
        return answerWith(largeAnswer, {});
      },
      { http },
      { stallTimeoutMs: 200 },
    );
    await askWithoutReading(test, server.port);
    await asked.promise;
    assert.equal(await server.close(), 'finished');
  });

  it('is let go of at once when whoever made its stream breaks it', async (test) => {
    const piece = Buffer.from(largeAnswer);
    const taken = Promise.withResolvers<ReadableStreamDefaultController<Uint8Array>>();
    const server = await serve(
      test,
      async () => {
        let pieces = 0;
        const body = new ReadableStream<Uint8Array>({
          pull(controller) {
            pieces += 1;
            controller.enqueue(piece);
            if (pieces === 2) taken.resolve(controller);
          },
        });
        return answerWith(body, {});
      },
      { http },
    );
    await askWithoutReading(test, server.port);
    // The first piece waits for the connection, the second for the first.
    (await taken.promise).error(new Error('too slow'));
    assert.equal(await server.close(), 'finished');
  });

  it('is not made at all for who asks for very many ahead', async (test) => {
    let answers = 0;
    const { port } = await serve(test, async () => {
      answers += 1;
      return answerWith('x', {});
    });
    await sendRaw(port, request.repeat(500));
    assert.equal(answers, 1 + maxRequestsAhead);
  });
});
