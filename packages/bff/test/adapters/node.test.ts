import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { describe, it } from 'node:test';
import { attachUpgrade, createNodeListener } from '../../src/node.ts';
import { respondProblem } from '../../src/respond.ts';
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

/** A proxy whose every path it is, and what became of the requests. */
function createWitness() {
  const reached: string[] = [];
  const refused: (readonly [string, string, string])[] = [];
  const bff: Parameters<typeof createNodeListener>[0] = {
    claims: () => true,
    async fetch(request) {
      reached.push(request.url);
      return new Response('reached');
    },
    refuse(problem, { method, path }) {
      refused.push([problem.code, method, path]);
      return respondProblem(problem);
    },
  };
  return { bff, reached, refused };
}

describe('a listener for node:http', () => {
  it('H3 lets no method that echoes or tunnels become a request of the proxy, however it is written', async (context) => {
    const { bff, reached } = createWitness();
    const listener = createNodeListener(bff);
    const server = await listenHttp((request, response) => {
      // What a parser that knows more methods than Node's would hand over.
      request.method = request.headers['x-method'] as string;
      listener(request, response);
    });
    context.after(() => server.close());
    for (const method of ['TRACE', 'TRACK', 'CONNECT', 'trace']) {
      const head = `Host: localhost\r\nX-Method: ${method}\r\nConnection: close\r\n\r\n`;
      const answer = await sendBytes(server.port, `GET /api HTTP/1.1\r\n${head}`);
      assert.match(answer, /^HTTP\/1\.1 405 [^]*"code":"method_not_allowed"/);
    }
    assert.deepEqual(reached, []);
  });

  it('B3 answers 400 for a host that is none: no address of a request begins with more than a host', async (context) => {
    const { bff, reached } = createWitness();
    const server = await listenHttp(createNodeListener(bff));
    context.after(() => server.close());
    const noHosts = ['a b/c', 'localhost/api', 'u@localhost', 'localhost?', '%6cocalhost', '[::1'];
    // The first has as many characters as the address that a parser makes of it; the syntax has nothing against the last.
    noHosts.push('127.1/api', 'a:99999');
    for (const host of noHosts) {
      const answer = await sendBytes(server.port, `GET /auth/x HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      assert.match(answer, /^HTTP\/1\.1 400 [^]*"code":"bad_request"/, host);
    }
    assert.deepEqual(reached, []);
    for (const host of ['', 'localhost', 'Shop_1.example:8443', '[::1]:80']) {
      await sendBytes(server.port, `GET /auth/x HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      assert.equal(new URL(reached.at(-1) ?? '').pathname, '/auth/x', host);
    }
    assert.equal(reached.length, 4);
  });

  it('waits for no body of what it refuses: the connection closes', { timeout: 60_000 }, async (context) => {
    const { bff } = createWitness();
    const server = await listenHttp(createNodeListener(bff));
    context.after(() => server.close());
    const answer = await sendBytes(
      server.port,
      'POST /api/../x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf',
    );
    assert.match(answer, /^HTTP\/1\.1 400 [^]*\r\nConnection: close\r\n[^]*"code":"bad_path"/);
  });

  it('O1 has the proxy itself refuse what never becomes a request, so that it is logged like any other', async (context) => {
    const { bff, refused } = createWitness();
    const server = await listenHttp(createNodeListener(bff));
    context.after(() => server.close());
    for (const [path, host] of [
      ['/api/../x', 'localhost'],
      ['/api', 'a b'],
      ['/api', 'a:99999'],
    ]) {
      await sendBytes(server.port, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    }
    assert.deepEqual(refused, [
      ['bad_path', 'GET', '/api/../x'],
      ['bad_request', 'GET', '/api'],
      ['bad_request', '', ''],
    ]);
  });
});
