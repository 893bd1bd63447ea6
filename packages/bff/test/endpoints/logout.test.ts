import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { AppBrowser } from '../kit/app-browser.ts';
import { useShop } from '../kit/shop.ts';
import { appOrigin } from '../kit/test-authority.ts';
import { requireToken } from '../kit/test-bff.ts';

const form = 'application/x-www-form-urlencoded';

describe('the sign-out', () => {
  const shop = useShop({ isSignedIn: true });
  let ends: number;
  beforeEach(() => {
    ends = 0;
    shop.gate.onSessionsEnded(() => {
      ends += 1;
    });
  });

  const readSid = async (): Promise<string> =>
    ((await (await shop.browser.send('/auth/session?slide=false')).json()) as { sid: string }).sid;
  const isSignedIn = async (asked = shop.browser): Promise<boolean> =>
    ((await (await asked.send('/auth/session')).json()) as { signed_in: boolean }).signed_in;
  /** A browser that kept the cookies. */
  function copyBrowser(): AppBrowser {
    const copy = shop.createBrowser();
    copy.store(shop.browser.cookies().map(({ name, value }) => `${name}=${value}; Path=/; Secure`));
    return copy;
  }

  it('R1 ends the session, clears the cookies, gives the grant back, and says where to sign out of the authority', async () => {
    const [sid, copy, live] = [await readSid(), copyBrowser(), await shop.admit(shop.browser)];
    requireToken(await shop.gate.accessToken(live, shop.orders));
    const response = await shop.browser.write('/auth/logout');
    assert.equal(response.status, 200);
    const { logout_url: address } = (await response.json()) as { logout_url: string };
    const { searchParams, pathname } = new URL(address);
    assert.equal(pathname, '/logout');
    assert.deepEqual(Object.fromEntries(searchParams), {
      client_id: 'shop-app',
      logout_hint: sid,
      post_logout_redirect_uri: `${appOrigin}/`,
    });
    assert.equal(shop.browser.cookies().length, 0);
    assert.equal(await isSignedIn(copy), false);
    assert.equal(ends, 1);
    assert.equal(shop.wire.sent.at(-1)?.path, '/revoke');
    assert.equal(shop.wire.sent.at(-1)?.form.get('token_type_hint'), 'refresh_token');
    // What was handed back is worth nothing any more.
    const token = shop.wire.sent.at(-1)?.form.get('token') ?? '';
    const authorization = shop.wire.sent.at(-1)?.headers.get('authorization') ?? '';
    const refresh = await shop.wire.authority.fetch('/token', {
      method: 'POST',
      headers: { authorization },
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token }),
    });
    assert.equal(((await refresh.json()) as { error: string }).error, 'invalid_grant');
  });

  it('puts no token into an address', async () => {
    const { logout_url: address } = (await (await shop.browser.write('/auth/logout')).json()) as { logout_url: string };
    assert.doesNotMatch(address, /eyJ|lkr_|id_token_hint/);
  });

  it('sends a page on that pressed a button of a form', async () => {
    const response = await shop.browser.send('/auth/logout', {
      method: 'POST',
      headers: { 'content-type': form, 'sec-fetch-mode': 'navigate' },
      body: new URLSearchParams({ xsrf_token: shop.browser.cookie('XSRF-TOKEN') ?? '' }).toString(),
    });
    assert.equal(response.status, 303);
    assert.match(response.headers.get('location') ?? '', /^https:\/\/id\.latchkey\.test\/logout\?/);
    assert.equal(shop.browser.cookies().length, 0);
  });

  it('tells a form of an old browser by what it accepts', async () => {
    const response = await shop.browser.send('/auth/logout', {
      method: 'POST',
      headers: { 'content-type': form, accept: 'text/html,*/*' },
      body: new URLSearchParams({ xsrf_token: shop.browser.cookie('XSRF-TOKEN') ?? '' }).toString(),
    });
    assert.equal(response.status, 303);
  });

  it('B2 needs the CSRF token of this session, in header or form', async () => {
    const tries = [
      shop.browser.send('/auth/logout', { method: 'POST' }),
      shop.browser.send('/auth/logout', { method: 'POST', headers: { 'x-xsrf-token': 'x' } }),
      shop.browser.send('/auth/logout', {
        method: 'POST',
        headers: { 'content-type': form },
        body: 'xsrf_token=x',
      }),
      // A form in the wrong clothes is none.
      shop.browser.send('/auth/logout', {
        method: 'POST',
        headers: { 'content-type': 'text/plain' },
        body: `xsrf_token=${shop.browser.cookie('XSRF-TOKEN')}`,
      }),
    ];
    for (const response of await Promise.all(tries)) {
      assert.equal(response.status, 403);
      assert.equal(((await response.json()) as { code: string }).code, 'csrf_token');
    }
    assert.equal(await isSignedIn(), true);
  });

  it('B2 needs to come from this origin, with or without a session', async () => {
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': undefined, origin: undefined },
    ]) {
      assert.equal((await shop.browser.write('/auth/logout', { headers })).status, 403);
      assert.equal((await shop.createBrowser().send('/auth/logout', { method: 'POST', headers })).status, 403);
    }
    assert.equal(await isSignedIn(), true);
  });

  it('answers a second press alike, without a hint and without the token', async () => {
    const copy = copyBrowser();
    await shop.browser.write('/auth/logout');
    for (const pressed of [shop.browser, copy]) {
      const response = await pressed.send('/auth/logout', { method: 'POST' });
      assert.equal(response.status, 200);
      const { logout_url: address } = (await response.json()) as { logout_url: string };
      assert.equal(new URL(address).searchParams.has('logout_hint'), false);
    }
  });

  it('ends the session also while the authority cannot be reached', async () => {
    const copy = copyBrowser();
    shop.wire.cut();
    const response = await shop.browser.write('/auth/logout');
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), { logout_url: `${appOrigin}/` });
    assert.equal(await isSignedIn(copy), false);
    assert.deepEqual(
      shop.lines.filter(({ level }) => level === 'warn').map(({ fields }) => fields['operation']),
      ['revocation', 'end_session'],
    );
  });

  it('is 503 while the store cannot answer, and then nobody is signed out and no cookie is cleared', async () => {
    await shop.store.close();
    const response = await shop.browser.write('/auth/logout');
    assert.equal(response.status, 503);
    assert.deepEqual(response.headers.getSetCookie(), []);
    assert.ok(!shop.wire.sent.some(({ path }) => path === '/revoke'));
  });

  it('refuses a long body, and GET', async () => {
    assert.equal((await shop.browser.write('/auth/logout', { body: 'x'.repeat(20_000) })).status, 413);
    assert.equal((await shop.browser.send('/auth/logout')).status, 405);
  });
});
