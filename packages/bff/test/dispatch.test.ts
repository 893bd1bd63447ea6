import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { createDispatcher, type Dispatcher } from '../src/dispatch.ts';
import type { Proxy } from '../src/gate.ts';
import { respondProblem } from '../src/respond.ts';
import { openWiredAuthority, type WiredAuthority } from './kit/test-authority.ts';
import { openTestBff, type TestBff } from './kit/test-bff.ts';
import { createTestLog, type LogLine } from './kit/test-log.ts';

describe('the dispatcher', () => {
  let wire: WiredAuthority;
  let test: TestBff;
  let dispatcher: Dispatcher;
  let lines: readonly LogLine[];
  const handled: string[] = [];
  let answerApi: () => Response;

  before(async () => {
    wire = await openWiredAuthority();
    test = await openTestBff({ wire });
  });
  after(async () => {
    await test.close();
    await wire.authority.close();
  });
  beforeEach(() => {
    const testLog = createTestLog();
    lines = testLog.lines;
    handled.length = 0;
    answerApi = () => new Response('data', { headers: { 'cache-control': 'private', 'x-api': '1' } });
    const proxy: Proxy = {
      claims: (path) => path.startsWith('/api/'),
      async handle(_request, path, search) {
        handled.push(`${path}${search}`);
        return answerApi();
      },
      upgrade: async () => {},
      close() {},
    };
    dispatcher = createDispatcher({
      settings: { ...test.settings, log: testLog.log },
      endpoints: [
        { path: '/ok', method: 'GET', handle: async () => new Response('ok') },
        { path: '/put', method: 'POST', handle: async () => new Response('put') },
        {
          path: '/broken',
          method: 'GET',
          handle: () => Promise.reject(Object.assign(new Error('a secret'), { code: 'E_BROKEN' })),
        },
      ],
      proxy,
    });
  });

  function send(path: string, method = 'GET'): Promise<Response> {
    return dispatcher.dispatch(new Request(`https://app.latchkey.test${path}`, { method }), {});
  }

  /** A `Request` that says a method none may be made with. */
  function sendForbidden(path: string, method: string): Promise<Response> {
    const request = new Request(`https://app.latchkey.test${path}`);
    Object.defineProperty(request, 'method', { value: method });
    return dispatcher.dispatch(request, {});
  }

  it('H2 H4 gives every answer of our own the headers of one', async () => {
    for (const response of [await send('/auth/ok'), await send('/auth/nothing'), await send('/auth/broken')]) {
      const { headers } = response;
      assert.equal(headers.get('cache-control'), 'no-store');
      assert.equal(headers.get('vary'), 'Cookie');
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.equal(headers.get('content-security-policy'), "default-src 'none'; frame-ancestors 'none'");
      assert.equal(headers.get('referrer-policy'), 'same-origin');
      assert.equal(headers.get('strict-transport-security'), 'max-age=31536000; includeSubDomains');
    }
  });

  it('H2 says nothing of https on plain http', async () => {
    const endpoints = [{ path: '/ok', method: 'GET', handle: async () => new Response('ok') }] as const;
    const proxy: Proxy = {
      claims: () => false,
      handle: async () => new Response(),
      upgrade: async () => {},
      close() {},
    };
    const plain = createDispatcher({ settings: { ...test.settings, isHttps: false }, endpoints, proxy });
    const response = await plain.dispatch(new Request('http://localhost/auth/ok'), {});
    assert.equal(response.headers.has('strict-transport-security'), false);
  });

  it('leaves the answer of an API as it is, and completes a refusal of the part that passes on', async () => {
    const data = await send('/api/orders/1?x=1');
    assert.deepEqual(handled, ['/api/orders/1?x=1']);
    assert.equal(data.headers.get('cache-control'), 'private');
    assert.equal(data.headers.has('vary'), false);
    answerApi = () => respondProblem({ code: 'no_session' });
    const refused = await send('/api/orders/1');
    assert.equal(refused.headers.get('vary'), 'Cookie');
    assert.equal(lines.at(-1)?.fields['code'], 'no_session');
  });

  it('answers 404 for what is nobody here, and 405 with what would do', async () => {
    assert.equal((await send('/')).status, 404);
    assert.equal((await send('/auth')).status, 404);
    assert.equal((await send('/auth/ok/')).status, 404);
    assert.equal((await send('/authority')).status, 404);
    const wrong = [await send('/auth/ok', 'POST'), await send('/auth/put'), await send('/auth/ok', 'OPTIONS')];
    assert.deepEqual(
      wrong.map(({ status, headers }) => [status, headers.get('allow')]),
      [
        [405, 'GET, HEAD'],
        [405, 'POST'],
        [405, 'GET, HEAD'],
      ],
    );
    assert.equal((await send('/auth/put', 'HEAD')).status, 405);
    assert.equal(handled.length, 0);
  });

  for (const method of ['TRACE', 'TRACK', 'CONNECT']) {
    it(`H3 refuses ${method} on every endpoint of its own`, async () => {
      for (const path of ['/auth/ok', '/auth/put']) assert.equal((await sendForbidden(path, method)).status, 405);
    });
  }

  it('claims its own paths and those of the APIs, and no others', () => {
    for (const path of ['/auth', '/auth/', '/auth/anything', '/api/orders']) assert.ok(dispatcher.claims(path), path);
    for (const path of ['/', '/authors', '/app']) assert.ok(!dispatcher.claims(path), path);
  });

  it('answers 500 when something breaks, logs its code, and repeats no message', async () => {
    const response = await send('/auth/broken');
    assert.equal(response.status, 500);
    const text = await response.text();
    assert.equal((JSON.parse(text) as { code: string }).code, 'server_error');
    assert.equal(lines[0]?.level, 'error');
    assert.equal(lines[0]?.fields['error'], 'E_BROKEN');
    assert.ok(!`${text}${JSON.stringify(lines)}`.includes('a secret'));
  });

  it('does not reject either when the part that passes on does', async () => {
    answerApi = () => {
      throw new Error('broken');
    };
    assert.equal((await send('/api/orders')).status, 500);
  });

  it('O1 H4 refuses what never became a request as it answers any other: with its headers and one line', async () => {
    const refused = dispatcher.refuse({ code: 'bad_path' }, { method: 'GET', path: '/api/orders/../a-secret' });
    assert.equal(refused.status, 400);
    assert.equal(refused.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(refused.headers.get('vary'), 'Cookie');
    assert.equal(lines.length, 1);
    const { method, path, status, code } = lines[0]?.fields ?? {};
    assert.deepEqual([method, path, status, code], ['GET', '/api/orders', 400, 'bad_path']);
  });

  it('writes one line for each request, with patterns in place of what the caller wrote', async () => {
    await send('/auth/ok?code=a-secret');
    await send('/api/orders/a-secret?token=a-secret');
    await send('/api/elsewhere-a-secret');
    await send('/a-secret');
    await send('/auth/a-secret', 'PROPFIND');
    assert.deepEqual(
      lines.map(({ level, message, fields: { durationMs, ...rest } }) => {
        assert.equal(typeof durationMs, 'number');
        return [level, message, rest['method'], rest['path'], rest['status'], rest['code']];
      }),
      [
        ['info', 'request', 'GET', '/auth/ok', 200, undefined],
        ['info', 'request', 'GET', '/api/orders', 200, undefined],
        ['info', 'request', 'GET', 'unknown', 200, undefined],
        ['info', 'request', 'GET', 'unknown', 404, 'not_found'],
        ['info', 'request', 'other', 'unknown', 404, 'not_found'],
      ],
    );
    assert.ok(!JSON.stringify(lines).includes('a-secret'));
  });
});
