import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, it } from 'node:test';
import { answerWith, type HttpAnswer } from '../../src/http/message.ts';
import { createRequestListener } from '../../src/node/request-listener.ts';

const answerOk = async (): Promise<HttpAnswer> => answerWith('ok', {});
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

describe('plain HTTP', () => {
  it('H1 is answered for this machine and for trusted proxies alone', async () => {
    const ask = async (peer: string, trustedProxies: readonly string[], isPlainHttp: boolean): Promise<number> => {
      const listener = createRequestListener({
        authority: { answer: answerOk },
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
