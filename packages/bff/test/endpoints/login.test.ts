import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import type { AppBrowser } from '../kit/app-browser.ts';
import { openWiredAuthority, type WiredAuthority } from '../kit/test-authority.ts';
import { openTestBff, signInAtAuthority, type TestBff } from '../kit/test-bff.ts';

const loginCookies = (browser: AppBrowser) =>
  browser.cookies().filter(({ name }) => name.startsWith('__Host-Http-latchkey-app-login-'));

describe('the way to the authority', () => {
  let wire: WiredAuthority;
  let test: TestBff;
  let browser: AppBrowser;

  before(async () => {
    wire = await openWiredAuthority();
  });
  after(() => wire.authority.close());
  beforeEach(async () => {
    test = await openTestBff({ wire });
    browser = test.createBrowser();
  });
  afterEach(() => test.close());

  it('B3 is the authorization endpoint with PKCE, state and nonce, and stores nothing', async () => {
    const response = await browser.send('/auth/login', { site: 'none' });
    assert.equal(response.status, 303);
    const address = new URL(response.headers.get('location') ?? '');
    assert.equal(`${address.origin}${address.pathname}`, `${wire.authority.issuer}/authorize`);
    const query = Object.fromEntries(address.searchParams);
    assert.equal(query['redirect_uri'], 'https://app.latchkey.test/auth/callback');
    assert.equal(query['scope'], 'openid profile email invoices:read orders:read orders:write');
    assert.equal(query['code_challenge_method'], 'S256');
    assert.equal(query['prompt'], undefined);
    assert.equal(response.headers.get('cache-control'), 'no-store');
  });

  it('B1 leaves one cookie that script cannot read, of ten minutes, in which nothing can be seen', async () => {
    const address = new URL((await browser.send('/auth/login')).headers.get('location') ?? '');
    const [cookie, ...others] = loginCookies(browser);
    assert.equal(others.length, 0);
    assert.ok(cookie?.httpOnly && cookie.secure && cookie.hostOnly && cookie.sameSite === 'lax');
    assert.ok((cookie.expiresAtMs ?? Infinity) - Date.now() <= 600_000);
    for (const name of ['state', 'nonce']) {
      const value = address.searchParams.get(name) ?? '';
      assert.ok(!`${cookie.name}${cookie.value}`.includes(value));
    }
    assert.deepEqual(browser.refused, []);
  });

  it('passes on what the page wishes, and refuses wishes it does not know', async () => {
    const response = await browser.send('/auth/login?prompt=login&max_age=60');
    const { searchParams } = new URL(response.headers.get('location') ?? '');
    assert.deepEqual([searchParams.get('prompt'), searchParams.get('max_age')], ['login', '60']);
    for (const wrong of ['prompt=none', 'max_age=soon']) {
      assert.equal((await browser.send(`/auth/login?${wrong}`)).status, 400);
    }
  });

  it('can be gone in several tabs at a time, and ends where each of them began', async () => {
    const person = await wire.authority.createUser();
    const callbacks = [
      await signInAtAuthority(wire, browser, person, '/auth/login?returnTo=/one'),
      await signInAtAuthority(wire, browser, person, '/auth/login?returnTo=/two'),
    ];
    assert.equal(loginCookies(browser).length, 2);
    for (const [index, place] of ['/one', '/two'].entries()) {
      const back = await browser.send(callbacks[index] ?? '', { site: 'cross-site' });
      assert.equal(back.headers.get('location'), place);
    }
    assert.equal(loginCookies(browser).length, 0);
  });

  it('fills no browser with cookies: the fifth attempt clears the four before it', async () => {
    for (let attempt = 1; attempt <= 4; attempt += 1) await browser.send('/auth/login');
    assert.equal(loginCookies(browser).length, 4);
    await browser.send('/auth/login');
    assert.equal(loginCookies(browser).length, 1);
  });

  it('leads to the page that explains while the authority cannot be reached', async () => {
    const own = await openTestBff({ wire, options: { signInErrorPath: '/sign-in?from=proxy' } });
    wire.cut();
    const response = await own.createBrowser().send('/auth/login');
    assert.equal(response.headers.get('location'), '/sign-in?from=proxy&sign_in_error=unavailable');
    await own.close();
  });

  for (const returnTo of [
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/.//evil.example',
    '/auth/login',
  ]) {
    it(`B3 does not end at ${returnTo}`, async () => {
      const person = await wire.authority.createUser();
      const back = await test.signIn(browser, person, `/auth/login?returnTo=${encodeURIComponent(returnTo)}`);
      assert.equal(back.headers.get('location'), '/');
    });
  }
});
