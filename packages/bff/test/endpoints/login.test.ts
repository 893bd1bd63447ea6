import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AppBrowser } from '../kit/app-browser.ts';
import { useShop } from '../kit/shop.ts';
import { openTestBff, signInAtAuthority } from '../kit/test-bff.ts';

const loginCookies = (browser: AppBrowser) =>
  browser.cookies().filter(({ name }) => name.startsWith('__Host-Http-latchkey-app-login-'));

describe('the way to the authority', () => {
  const shop = useShop();

  it('B3 is the authorization endpoint with PKCE, state and nonce, and stores nothing', async () => {
    const response = await shop.browser.send('/auth/login', { site: 'none' });
    assert.equal(response.status, 303);
    const address = new URL(response.headers.get('location') ?? '');
    assert.equal(`${address.origin}${address.pathname}`, `${shop.wire.authority.issuer}/authorize`);
    const query = Object.fromEntries(address.searchParams);
    assert.equal(query['redirect_uri'], 'https://app.latchkey.test/auth/callback');
    assert.equal(query['scope'], 'openid profile email invoices:read orders:read orders:write');
    assert.equal(query['code_challenge_method'], 'S256');
    assert.equal(query['prompt'], undefined);
    assert.equal(response.headers.get('cache-control'), 'no-store');
  });

  it('B1 leaves one cookie that script cannot read, of ten minutes, in which nothing can be seen', async () => {
    const address = new URL((await shop.browser.send('/auth/login')).headers.get('location') ?? '');
    const [cookie, ...others] = loginCookies(shop.browser);
    assert.equal(others.length, 0);
    assert.ok(cookie?.httpOnly && cookie.secure && cookie.hostOnly && cookie.sameSite === 'lax');
    assert.ok((cookie.expiresAtMs ?? Infinity) - Date.now() <= 600_000);
    for (const name of ['state', 'nonce']) {
      const value = address.searchParams.get(name) ?? '';
      assert.ok(!`${cookie.name}${cookie.value}`.includes(value));
    }
    assert.deepEqual(shop.browser.refused, []);
  });

  it('passes on what the page wishes, and refuses wishes it does not know', async () => {
    const response = await shop.browser.send('/auth/login?prompt=login&max_age=60');
    const { searchParams } = new URL(response.headers.get('location') ?? '');
    assert.deepEqual([searchParams.get('prompt'), searchParams.get('max_age')], ['login', '60']);
    for (const wrong of ['prompt=none', 'max_age=soon']) {
      assert.equal((await shop.browser.send(`/auth/login?${wrong}`)).status, 400);
    }
  });

  it('can be gone in several tabs at a time, and ends where each of them began', async () => {
    const callbacks = [
      await signInAtAuthority(shop.wire, shop.browser, shop.person, '/auth/login?returnTo=/one'),
      await signInAtAuthority(shop.wire, shop.browser, shop.person, '/auth/login?returnTo=/two'),
    ];
    assert.equal(loginCookies(shop.browser).length, 2);
    for (const [index, place] of ['/one', '/two'].entries()) {
      const back = await shop.browser.send(callbacks[index] ?? '', { site: 'cross-site' });
      assert.equal(back.headers.get('location'), place);
    }
    assert.equal(loginCookies(shop.browser).length, 0);
  });

  it('fills no browser with cookies: the fifth attempt clears the four before it', async () => {
    for (let attempt = 1; attempt <= 4; attempt += 1) await shop.browser.send('/auth/login');
    assert.equal(loginCookies(shop.browser).length, 4);
    await shop.browser.send('/auth/login');
    assert.equal(loginCookies(shop.browser).length, 1);
  });

  it('leads to the page that explains while the authority cannot be reached', async () => {
    const own = await openTestBff({ wire: shop.wire, options: { signInErrorPath: '/sign-in?from=proxy' } });
    shop.wire.cut();
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
      const back = await shop.signIn(shop.browser, shop.person, `/auth/login?returnTo=${encodeURIComponent(returnTo)}`);
      assert.equal(back.headers.get('location'), '/');
    });
  }
});
