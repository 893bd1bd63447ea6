import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { after, beforeEach, describe, it } from 'node:test';
import { send } from './kit/browser.ts';
import { openPair, openProxied, type Pair } from './kit/proxied.ts';
import { listenSocket } from './kit/servers.ts';
import { openTestProxy } from './kit/test-proxy.ts';

const invalidToken = 'Bearer realm="x", error="invalid_token"';

describe('a token that the API refuses', () => {
  let pair: Pair;
  let seen: { token: string | undefined; body: string }[] = [];
  /** What the API says, in turn; the last for ever. */
  let answers: { status: number; challenge?: string }[] = [];
  const opened: Pair[] = [];
  beforeEach(async () => {
    seen = [];
    pair = await openPair(async (request: IncomingMessage, response) => {
      const { status, challenge } = (answers.length > 1 ? answers.shift() : answers[0]) ?? { status: 500 };
      if (challenge !== undefined) response.setHeader('www-authenticate', challenge);
      if (request.url?.startsWith('/early')) {
        seen.push({ token: request.headers.authorization, body: '' });
        if (status === 401) response.writeHead(status).end();
        else response.writeHead(status).end(await text(request));
        return;
      }
      const body = await text(request);
      seen.push({ token: request.headers.authorization, body });
      response.writeHead(status).end(`answer ${seen.length}`);
    });
    opened.push(pair);
  });
  after(async () => {
    for (const one of opened) await one.close();
  });

  it('B4 is renewed once, and the request repeated with the new one', async () => {
    answers = [{ status: 401, challenge: invalidToken }, { status: 200 }];
    const { proxied } = pair;
    const { status, body } = await send(proxied.port, '/api', { headers: { cookie: proxied.cookie } });
    assert.deepEqual([status, body, proxied.gate.renewals], [200, 'answer 2', 1]);
    assert.deepEqual(
      seen.map(({ token }) => token),
      proxied.gate.tokens.map((token) => `Bearer ${token}`),
    );
    assert.equal(proxied.gate.tokens.length, 2);
  });

  it('B4 is renewed no second time: the answer to the second attempt is the answer', async () => {
    answers = [{ status: 401, challenge: invalidToken }];
    const { proxied } = pair;
    const received = await send(proxied.port, '/api', { headers: { cookie: proxied.cookie } });
    assert.deepEqual([received.status, received.body, seen.length, proxied.gate.renewals], [401, 'answer 2', 2, 1]);
    assert.equal(received.headers['www-authenticate'], invalidToken);
  });

  it('B4 is not renewed while it is fresh from a renewal: what the API says passes as it is', async () => {
    const { proxied } = pair;
    answers = [{ status: 401, challenge: invalidToken }];
    proxied.gate.isFresh = true;
    const received = await send(proxied.port, '/api', { headers: { cookie: proxied.cookie } });
    assert.deepEqual([received.status, received.body, seen.length], [401, 'answer 1', 1]);
    assert.equal(received.headers['www-authenticate'], invalidToken);
  });

  it('B4 has a small body repeated with the request, also when the API answered before it had read it', async () => {
    const { proxied } = pair;
    const body = 'x'.repeat(65_536);
    const headers = { cookie: proxied.cookie, 'content-length': String(body.length) };
    answers = [{ status: 401, challenge: invalidToken }, { status: 200 }];
    assert.equal((await send(proxied.port, '/api', { method: 'POST', headers, body })).body, 'answer 2');
    assert.deepEqual(
      seen.map((one) => one.body === body),
      [true, true],
    );
    answers = [{ status: 401, challenge: invalidToken }, { status: 200 }];
    const early = await send(proxied.port, '/api/early', { method: 'PUT', headers, body });
    assert.deepEqual([early.status, early.body === body], [200, true]);
  });

  it('B4 has no body repeated that is large or of unknown length: the 401 is the answer', async () => {
    const { proxied } = pair;
    for (const [framing, length] of [
      [{ 'content-length': '65537' }, 65_537],
      [{ 'transfer-encoding': 'chunked' }, 5],
    ] as const) {
      answers = [{ status: 401, challenge: invalidToken }, { status: 200 }];
      seen = [];
      const sent = { method: 'POST', headers: { cookie: proxied.cookie, ...framing }, body: 'x'.repeat(length) };
      assert.equal((await send(proxied.port, '/api', sent)).status, 401);
      assert.deepEqual([seen.length, seen[0]?.body.length, proxied.gate.renewals], [1, length, 0]);
    }
  });

  it('B4 is not what another 401 or 403 says: those pass as they are', async () => {
    const { proxied } = pair;
    const stepUp = 'Bearer error="insufficient_user_authentication", acr_values="2"';
    for (const [status, challenge, passed] of [
      [401, stepUp, stepUp],
      [401, 'Bearer', 'Bearer'],
      [401, 'Basic realm="x"', undefined],
      [401, undefined, undefined],
      [403, 'Bearer error="insufficient_scope", scope="a"', 'Bearer error="insufficient_scope", scope="a"'],
      [403, invalidToken, invalidToken],
    ] as const) {
      answers = [challenge === undefined ? { status } : { status, challenge }];
      seen = [];
      const received = await send(proxied.port, '/api', { headers: { cookie: proxied.cookie } });
      assert.deepEqual([received.status, received.headers['www-authenticate']], [status, passed], challenge);
      assert.deepEqual([received.body, seen.length, proxied.gate.renewals], ['answer 1', 1, 0]);
    }
  });

  it('B4 is told as what it is when it cannot be renewed', async () => {
    const { proxied } = pair;
    for (const [renewal, status] of [
      ['session_ended', 401],
      ['authority_unavailable', 503],
    ] as const) {
      answers = [{ status: 401, challenge: invalidToken }];
      proxied.gate.refuses = { renewal };
      const received = await send(proxied.port, '/api', { headers: { cookie: proxied.cookie } });
      assert.deepEqual([received.status, JSON.parse(received.body).code], [status, renewal]);
    }
  });

  it('B4 has a body of a plain fetch repeated too, when it is told how long it is', async () => {
    const test = openTestProxy([{ path: '/api', target: pair.api.url }]);
    const { cookie } = test.signIn();
    for (const [length, status] of [
      [{ 'content-length': '5' }, 200],
      [{}, 401],
    ] as const) {
      answers = [{ status: 401, challenge: invalidToken }, { status: 200 }];
      const headers = { cookie, ...length };
      const request = new Request('http://localhost/api', { method: 'POST', headers, body: 'hello' });
      const response = await test.proxy.handle(request, '/api', '');
      assert.equal(response.status, status);
      await response.text();
      assert.equal(seen.at(-1)?.body, 'hello');
    }
    test.proxy.close();
  });
});

describe('a kept connection that the API closes as a request is sent', () => {
  it('has the request sent again on another when that is harmless, and else is told', async () => {
    const requests: string[] = [];
    let connections = 0;
    const api = await listenSocket((socket) => {
      connections += 1;
      let answered = 0;
      socket.on('data', (data) => {
        requests.push(data.toString().split(' ')[0] ?? '');
        answered += 1;
        if (answered > 1) socket.resetAndDestroy();
        else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      });
    });
    const proxied = await openProxied({ target: api.url });
    const headers = { cookie: proxied.cookie };
    for (const [method, status] of [
      ['GET', 200],
      ['GET', 200],
      ['GET', 200],
      ['POST', 502],
    ] as const) {
      assert.equal((await send(proxied.port, '/api', { method, headers })).status, status);
    }
    // The repeated one closes its connection, so that the third opens a new one, which the POST then finds.
    assert.deepEqual(requests, ['GET', 'GET', 'GET', 'GET', 'POST']);
    assert.equal(connections, 3);
    await proxied.close();
    await api.close();
  });
});
