import assert from 'node:assert/strict';
import { createSecretKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { openSqliteBffStore } from '@latchkey/stores/sqlite-bff';
import { BffError } from '../src/bff-error.ts';
import { createBff } from '../src/create-bff.ts';
import type { BffOptions } from '../src/options.ts';
import { readBffOptions } from '../src/read-options.ts';
import type { BffSessionStore } from '../src/session/store.ts';

const api = { path: '/api/orders', target: 'https://orders.example.com', scopes: ['orders:read'] };

describe('the options of a browser proxy', () => {
  let store: BffSessionStore;
  let good: BffOptions;

  before(async () => {
    store = await openSqliteBffStore({ file: ':memory:' });
    good = {
      origin: 'https://app.example.com',
      issuer: 'https://id.example.com',
      clientId: 'app',
      clientSecret: 'not a real one',
      apis: [api],
      store,
      sealingKey: createSecretKey(randomBytes(32)),
    };
  });
  after(() => store.close());

  function refusal(overrides: object): string {
    try {
      readBffOptions({ ...good, ...overrides });
    } catch (error) {
      assert.ok(error instanceof BffError);
      assert.equal(error.code, 'invalid_option');
      return error.message;
    }
    return 'accepted';
  }

  it('have the documented defaults, and are frozen', () => {
    const settings = readBffOptions(good);
    assert.ok(Object.isFrozen(settings));
    const { sealingKey, store, log, apis, ...rest } = settings;
    assert.deepEqual(rest, {
      origin: 'https://app.example.com',
      isHttps: true,
      issuer: 'https://id.example.com',
      clientId: 'app',
      clientSecret: 'not a real one',
      scopes: ['openid', 'profile', 'email', 'orders:read'],
      resources: [],
      basePath: '/auth',
      redirectUri: 'https://app.example.com/auth/callback',
      postLogoutRedirectUri: 'https://app.example.com/',
      signInErrorPath: '/',
      session: { idleTtlMs: 43_200_000, absoluteTtlMs: 604_800_000 },
      rememberedSession: { idleTtlMs: 14 * 86_400_000, absoluteTtlMs: 90 * 86_400_000 },
      sameSite: 'Strict',
      ownSignInForm: false,
      trustedProxies: [],
      apiTimeoutMs: 60_000,
      apiIdleTimeoutMs: 60_000,
      authorityTimeoutMs: 5000,
    });
    assert.deepEqual([...apis[0]!.methods], ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
    assert.equal(apis[0]!.webSocket, false);
    assert.ok(Object.isFrozen(apis) && Object.isFrozen(apis[0]));
  });

  it('put the longest path first, so that the first match is the closest', () => {
    const paths = ['/api', '/api/orders/archive', '/api/orders'];
    const { apis } = readBffOptions({ ...good, apis: paths.map((path) => ({ ...api, path })) });
    assert.deepEqual(
      apis.map(({ path }) => path),
      ['/api/orders/archive', '/api/orders', '/api'],
    );
  });

  it('collect scopes and resources once each, and always ask for openid', () => {
    const settings = readBffOptions({
      ...good,
      scopes: ['email'],
      apis: [
        { ...api, scopes: ['a', 'b'], resource: 'https://one.example.com' },
        { ...api, path: '/api/two', scopes: ['b', 'c'], resource: 'https://one.example.com' },
      ],
    });
    assert.deepEqual(settings.scopes, ['openid', 'email', 'a', 'b', 'c']);
    assert.deepEqual(settings.resources, ['https://one.example.com']);
  });

  it('accept http for this very machine', () => {
    const settings = readBffOptions({
      ...good,
      origin: 'http://localhost:3000',
      issuer: 'http://127.0.0.1:4000',
      apis: [{ ...api, target: 'http://[::1]:5000/v1' }],
    });
    assert.equal(settings.isHttps, false);
    assert.equal(settings.redirectUri, 'http://localhost:3000/auth/callback');
  });

  it('keep the idle time within an absolute one that is shorter than its default', () => {
    assert.deepEqual(readBffOptions({ ...good, sessionAbsoluteSeconds: 60 }).session, {
      idleTtlMs: 60_000,
      absoluteTtlMs: 60_000,
    });
  });

  const shortKey = createSecretKey(randomBytes(16));
  const publicKey = generateKeyPairSync('ed25519').publicKey;
  const refusals: readonly (readonly [string, object, RegExp])[] = [
    ['a name that does not exist', { sameSitee: 'lax' }, /^sameSitee is no option of createBff; there are origin, /],
    ['an origin on plain http elsewhere', { origin: 'http://app.example.com' }, /^origin must be what browsers show/],
    ['an origin with a path', { origin: 'https://app.example.com/' }, /^origin /],
    ['an origin in another spelling', { origin: 'https://App.example.com' }, /^origin /],
    ['an issuer on plain http elsewhere', { issuer: 'http://id.example.com' }, /^issuer must be the https URL/],
    ['an issuer with a query', { issuer: 'https://id.example.com?x' }, /^issuer /],
    ['an issuer with a password', { issuer: 'https://a:b@id.example.com' }, /^issuer /],
    ['no client id', { clientId: '' }, /^clientId /],
    ['no client secret', { clientSecret: undefined }, /^clientSecret .*read it from a file or the environment/],
    ['scopes with spaces', { scopes: ['openid email'] }, /^scopes /],
    ['a base path with a slash at its end', { basePath: '/auth/' }, /^basePath /],
    ['a base path with dot segments', { basePath: '/a/../auth' }, /^basePath /],
    [
      'a sealing key that is too short',
      { sealingKey: shortKey },
      /^sealingKey must be a secret KeyObject of 32 random/,
    ],
    ['a sealing key that is public', { sealingKey: publicKey }, /^sealingKey /],
    ['bytes for a sealing key', { sealingKey: randomBytes(32) }, /^sealingKey /],
    ['a store without its methods', { store: {} }, /^store must be an object with beginSession/],
    ['a log without its methods', { log: { info() {} } }, /^log must be an object with debug, info, warn, error/],
    ['a same-site policy of none', { sameSite: 'none' }, /^sameSite must be strict or lax/],
    ['a sign-in form of another kind', { ownSignInForm: 'yes' }, /^ownSignInForm must be true or false/],
    ['an address to return to elsewhere', { postLogoutRedirectUri: 'http://a.example' }, /^postLogoutRedirectUri /],
    ['an error page elsewhere', { signInErrorPath: 'https://a.example/' }, /^signInErrorPath must be a path/],
    ['an error page of the proxy itself', { signInErrorPath: '/auth/login' }, /^signInErrorPath .*not under \/auth/],
    ['an idle time of seconds', { sessionIdleSeconds: 59 }, /^sessionIdleSeconds must be .* from 60 to 2678400/],
    ['an absolute time of years', { sessionAbsoluteSeconds: 4e7 }, /^sessionAbsoluteSeconds must be/],
    [
      'an idle time above the absolute one',
      { sessionIdleSeconds: 120, sessionAbsoluteSeconds: 60 },
      /^sessionIdleSeconds must not be more than sessionAbsoluteSeconds/,
    ],
    ['a remembered time of half seconds', { rememberedSessionIdleSeconds: 60.5 }, /^rememberedSessionIdleSeconds /],
    ['a proxy that is no address', { trustedProxies: ['proxy'] }, /^trustedProxies must list/],
    ['a range of everybody as a proxy', { trustedProxies: ['0.0.0.0/0'] }, /^trustedProxies .* believe anybody/],
    ['a range that is too wide to exist', { trustedProxies: ['10.0.0.0/33'] }, /^trustedProxies /],
    // More, and a slow refresh would outlast the lease that keeps others from cutting in.
    [
      'patience with the authority beyond the lease',
      { authorityTimeoutMs: 9001 },
      /^authorityTimeoutMs must be .* 9000/,
    ],
    ['patience with an API below a blink', { apiTimeoutMs: 99 }, /^apiTimeoutMs must be/],
    [
      'patience with a quiet API for more than a day',
      { apiIdleTimeoutMs: 86_400_001 },
      /^apiIdleTimeoutMs must be .* 86400000/,
    ],
    ['no list of APIs', { apis: undefined }, /^apis must be a list of APIs/],
    ['an API that is no object', { apis: ['/api'] }, /^apis\[0\] must be an object/],
    ['an unknown option of an API', { apis: [{ ...api, websocket: true }] }, /^websocket is no option of apis\[0\]/],
    ['one path twice', { apis: [api, { ...api, scopes: ['x'] }] }, /^apis declares \/api\/orders twice/],
    [
      'an API under the base path',
      { apis: [{ ...api, path: '/auth/api' }] },
      /^apis\[0\]\.path must not be under \/auth/,
    ],
    ['an API on the base path', { apis: [{ ...api, path: '/auth' }] }, /^apis\[0\]\.path must not be under/],
    ['an API at the root', { apis: [{ ...api, path: '/' }] }, /^apis\[0\]\.path must be a path such as/],
    ['an API path with an escape', { apis: [{ ...api, path: '/a%2fb' }] }, /^apis\[0\]\.path /],
    ['an API path with dot segments', { apis: [{ ...api, path: '/a/../b' }] }, /^apis\[0\]\.path /],
    ['a target on plain http elsewhere', { apis: [{ ...api, target: 'http://a.example' }] }, /^apis\[0\]\.target /],
    ['a target with a query', { apis: [{ ...api, target: 'https://a.example/?x=1' }] }, /^apis\[0\]\.target /],
    ['a target with credentials', { apis: [{ ...api, target: 'https://u:p@a.example' }] }, /^apis\[0\]\.target /],
    ['an API without scopes', { apis: [{ ...api, scopes: [] }] }, /^apis\[0\]\.scopes .* they could do everything/],
    ['a scope twice', { apis: [{ ...api, scopes: ['a', 'a'] }] }, /^apis\[0\]\.scopes /],
    ['a resource with a fragment', { apis: [{ ...api, resource: 'https://a.example#b' }] }, /^apis\[0\]\.resource /],
    [
      'a resource for one API only',
      {
        apis: [
          { ...api, resource: 'https://a.example' },
          { ...api, path: '/b' },
        ],
      },
      /^apis must name the resource of every API or of none/,
    ],
    ['a method in small letters', { apis: [{ ...api, methods: ['get'] }] }, /^apis\[0\]\.methods /],
    ['no method', { apis: [{ ...api, methods: [] }] }, /^apis\[0\]\.methods /],
    [
      'a WebSocket of another kind',
      { apis: [{ ...api, webSocket: 1 }] },
      /^apis\[0\]\.webSocket must be true or false/,
    ],
  ];
  for (const [what, overrides, sentence] of refusals) {
    it(`refuse ${what}`, () => assert.match(refusal(overrides), sentence));
  }

  for (const method of ['TRACE', 'TRACK', 'CONNECT']) {
    it(`H3 refuse to pass ${method} on`, () => {
      assert.match(refusal({ apis: [{ ...api, methods: ['GET', method] }] }), /^apis\[0\]\.methods .*none of TRACE/);
    });
  }

  it('are read by createBff, whose messages do not repeat the secret', () => {
    assert.throws(
      () => createBff({ ...good, clientSecret: 'not a real one', origin: 'x' }),
      (error: BffError) => error.code === 'invalid_option' && !error.message.includes('not a real one'),
    );
    createBff(good).close();
  });

  it('without a log warn through the process', async () => {
    const { log } = readBffOptions(good);
    const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
    log.info({}, 'nothing of this');
    log.warn({ code: 'x' }, 'authority');
    const { name, message } = await warned;
    assert.equal(name, 'LatchkeyWarning');
    assert.equal(message, 'authority {"code":"x"}');
  });
});
