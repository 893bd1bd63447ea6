import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OAuthError } from '../../src/http/oauth-error.ts';
import { get, jsonType, openDispatcher, postForm } from './sample-dispatcher.ts';

const allowed = 'https://spa.example.com';
const foreign = 'https://evil.example.com';

describe('H5 CORS', () => {
  const { send } = openDispatcher([
    get('/public', { cors: 'public' }),
    postForm('/clients', { cors: 'clients' }),
    get('/none'),
    get('/mixed'),
    get('/mixed', { method: 'DELETE', cors: 'clients' }),
    get('/refuses', {
      cors: 'clients',
      handle: () =>
        Promise.reject(new OAuthError('invalid_token', 'No.', { headers: { 'www-authenticate': 'Bearer' } })),
    }),
  ]);
  const ask = (path: string, method: string, origin: string | undefined): Promise<Response> =>
    send(path, { method, headers: origin === undefined ? {} : { Origin: origin } });
  const preflight = (path: string, method: string, origin: string): Promise<Response> =>
    send(path, {
      method: 'OPTIONS',
      headers: {
        Origin: origin,
        'Access-Control-Request-Method': method,
        'Access-Control-Request-Headers': 'authorization, dpop',
      },
    });

  const rows = [
    { path: '/public', method: 'GET', origin: foreign, expected: '*' },
    { path: '/public', method: 'GET', origin: undefined, expected: '*' },
    { path: '/public', method: 'GET', origin: 'null', expected: '*' },
    { path: '/clients', method: 'POST', origin: allowed, expected: allowed },
    { path: '/clients', method: 'POST', origin: foreign, expected: null },
    { path: '/clients', method: 'POST', origin: 'null', expected: null },
    { path: '/clients', method: 'POST', origin: undefined, expected: null },
    { path: '/clients', method: 'POST', origin: `${allowed}.evil.example.com`, expected: null },
    { path: '/clients', method: 'POST', origin: 'http://spa.example.com', expected: null },
    { path: '/none', method: 'GET', origin: allowed, expected: null },
    { path: '/mixed', method: 'GET', origin: allowed, expected: null },
    { path: '/mixed', method: 'DELETE', origin: allowed, expected: allowed },
  ] as const;

  for (const { path, method, origin, expected } of rows) {
    it(`${method} ${path} from ${origin ?? 'no origin'} is readable by ${expected ?? 'nobody'}`, async () => {
      const response = await ask(path, method, origin);
      assert.equal(response.headers.get('access-control-allow-origin'), expected);
      assert.equal(response.headers.get('access-control-allow-credentials'), null);
      if (origin === undefined) return;
      const before = await preflight(path, method, origin);
      assert.equal(before.status, 204);
      assert.equal(before.headers.get('access-control-allow-origin'), expected);
      assert.equal(before.headers.get('access-control-allow-methods'), expected === null ? null : method);
      assert.equal(before.headers.get('access-control-allow-credentials'), null);
    });
  }

  it('lets a preflight pass Authorization, DPoP, Content-Type and the CSRF header', async () => {
    const response = await preflight('/clients', 'POST', allowed);
    const names = (response.headers.get('access-control-allow-headers') ?? '').toLowerCase().split(', ');
    assert.deepEqual(names, ['authorization', 'dpop', 'content-type', 'x-xsrf-token']);
  });

  it('answers no preflight for a method the path does not have', async () => {
    const response = await preflight('/clients', 'DELETE', allowed);
    assert.equal(response.headers.get('access-control-allow-origin'), null);
  });

  it('exposes the reason of a refusal, also where the dispatcher itself refuses', async () => {
    const refusal = await ask('/refuses', 'GET', allowed);
    assert.equal(refusal.status, 401);
    assert.match(
      refusal.headers.get('access-control-expose-headers') ?? '',
      /WWW-Authenticate, X-Request-Id, Retry-After/,
    );
    const wrongType = await send('/clients', { method: 'POST', headers: { ...jsonType, Origin: allowed }, body: '{}' });
    assert.equal(wrongType.status, 415);
    assert.equal(wrongType.headers.get('access-control-allow-origin'), allowed);
  });

  it('H4 says Vary: Origin wherever the origin decides, whoever asks', async () => {
    for (const origin of [allowed, foreign, undefined]) {
      assert.match((await ask('/clients', 'POST', origin)).headers.get('vary') ?? '', /\bOrigin\b/);
    }
    assert.match((await preflight('/clients', 'POST', foreign)).headers.get('vary') ?? '', /\bOrigin\b/);
    assert.equal((await ask('/public', 'GET', foreign)).headers.get('vary'), null);
  });
});
