import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { answerWith, type HttpAnswer } from '../../src/http/message.ts';
import { serve } from './running-server.ts';

describe('stopping', () => {
  it('finishes a request in flight, refuses new connections, and closes idle ones', {
    timeout: 20_000,
  }, async (test) => {
    const entered = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const { url, port, close } = await serve(
      test,
      async (request) => {
        if (request.path !== '/slow') return answerWith('quick', {});
        entered.resolve();
        await release.promise;
        return answerWith('finished', {});
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
        return new Promise<HttpAnswer>(() => {});
      },
      { http: { shutdownGraceSeconds: 0 } },
    );
    const hanging = assert.rejects(fetch(url));
    await entered.promise;
    assert.equal(await close(), 'cut_off');
    await hanging;
  });
});
