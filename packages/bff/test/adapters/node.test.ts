import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { describe, it } from 'node:test';
import { attachUpgrade, createNodeListener } from '../../src/node.ts';
import { sendBytes } from '../proxy/kit/browser.ts';
import { listenHttp } from '../proxy/kit/servers.ts';
import { describeAdapter, describeServer } from './behaviour.ts';

describeAdapter(
  'node:http',
  async (bff) => {
    const server = createServer(createNodeListener(bff));
    attachUpgrade(server, bff);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return describeServer(server);
  },
  { hasOwnRoutes: false, replacesGlobals: false },
);

describe('a listener for node:http', () => {
  it('H3 lets no method that echoes or tunnels become a request of the proxy, however it is written', async () => {
    let reached = 0;
    const listener = createNodeListener({
      claims: () => true,
      async fetch() {
        reached += 1;
        return new Response(null);
      },
    });
    const server = await listenHttp((request, response) => {
      // What a parser that knows more methods than Node's would hand over.
      request.method = request.headers['x-method'] as string;
      listener(request, response);
    });
    for (const method of ['TRACE', 'TRACK', 'CONNECT', 'trace']) {
      const head = `Host: localhost\r\nX-Method: ${method}\r\nConnection: close\r\n\r\n`;
      const answer = await sendBytes(server.port, `GET /api HTTP/1.1\r\n${head}`);
      assert.match(answer, /^HTTP\/1\.1 405 [^]*"code":"method_not_allowed"/);
    }
    assert.equal(reached, 0);
    await server.close();
  });

  it('answers 400 for a host that is none', async () => {
    const listener = createNodeListener({ claims: () => true, fetch: async () => new Response('reached') });
    const server = await listenHttp(listener);
    const answer = await sendBytes(server.port, 'GET /api HTTP/1.1\r\nHost: a b/c\r\nConnection: close\r\n\r\n');
    assert.match(answer, /^HTTP\/1\.1 400 [^]*"code":"bad_request"/);
    await server.close();
  });
});
