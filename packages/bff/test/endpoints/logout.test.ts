import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import type { AppBrowser } from '../kit/app-browser.ts';
import { appOrigin, openWiredAuthority, type WiredAuthority } from '../kit/test-authority.ts';
import { openTestBff, requireToken, type TestBff } from '../kit/test-bff.ts';

const form = 'application/x-www-form-urlencoded';

describe('the sign-out', () => {
  let wire: WiredAuthority;
  let test: TestBff;
  let browser: AppBrowser;
  let ends: number;

  before(async () => {
    wire = await openWiredAuthority();
  });
  after(() => wire.authority.close());
  beforeEach(async () => {
    test = await openTestBff({ wire });
    browser = test.createBrowser();
    await test.signIn(browser, await wire.authority.createUser());
    ends = 0;
    test.gate.onSessionsEnded(() => {
      ends += 1;
    });
  });
  afterEach(() => test.close());

  const readSid = async (): Promise<string> =>
    ((await (await browser.send('/auth/session?slide=false')).json()) as { sid: string }).sid;
  const isSignedIn = async (asked = browser): Promise<boolean> =>
    ((await (await asked.send('/auth/session')).json()) as { signed_in: boolean }).signed_in;
  /** A browser that kept the cookies. */
  function copyBrowser(): AppBrowser {
    const copy = test.createBrowser();
    copy.store(browser.cookies().map(({ name, value }) => `${name}=${value}; Path=/; Secure`));
    return copy;
  }

  it('R1 ends the session, clears the cookies, gives the grant back, and says where to sign out of the authority', async () => {
    const [sid, copy, live] = [await readSid(), copyBrowser(), await test.admit(browser)];
    requireToken(await test.gate.accessToken(live, test.orders));
    const response = await browser.write('/auth/logout');
    assert.equal(response.status, 200);
    const { logout_url: address } = (await response.json()) as { logout_url: string };
    const { searchParams, pathname } = new URL(address);
    assert.equal(pathname, '/logout');
    assert.deepEqual(Object.fromEntries(searchParams), {
      client_id: 'shop-app',
      logout_hint: sid,
      post_logout_redirect_uri: `${appOrigin}/`,
    });
    assert.equal(browser.cookies().length, 0);
    assert.equal(await isSignedIn(copy), false);
    assert.equal(ends, 1);
    assert.equal(wire.sent.at(-1)?.path, '/revoke');
    assert.equal(wire.sent.at(-1)?.form.get('token_type_hint'), 'refresh_token');
    // What was handed back is worth nothing any more.
    const token = wire.sent.at(-1)?.form.get('token') ?? '';
    const authorization = wire.sent.at(-1)?.headers.get('authorization') ?? '';
    const refresh = await wire.authority.fetch('/token', {
      method: 'POST',
      headers: { authorization },
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token }),
    });
    assert.equal(((await refresh.json()) as { error: string }).error, 'invalid_grant');
  });

  it('puts no token into an address', async () => {
    const { logout_url: address } = (await (await browser.write('/auth/logout')).json()) as { logout_url: string };
    assert.doesNotMatch(address, /eyJ|lkr_|id_token_hint/);
  });

  it('sends a page on that pressed a button of a form', async () => {
    const response = await browser.send('/auth/logout', {
      method: 'POST',
      headers: { 'content-type': form, 'sec-fetch-mode': 'navigate' },
      body: new URLSearchParams({ xsrf_token: browser.cookie('XSRF-TOKEN') ?? '' }).toString(),
    });
    assert.equal(response.status, 303);
    assert.match(response.headers.get('location') ?? '', /^https:\/\/id\.latchkey\.test\/logout\?/);
    assert.equal(browser.cookies().length, 0);
  });

  it('tells a form of an old browser by what it accepts', async () => {
    const response = await browser.send('/auth/logout', {
      method: 'POST',
      headers: { 'content-type': form, accept: 'text/html,*/*' },
      body: new URLSearchParams({ xsrf_token: browser.cookie('XSRF-TOKEN') ?? '' }).toString(),
    });
    assert.equal(response.status, 303);
  });

  it('B2 needs the CSRF token of this session, in header or form', async () => {
    const tries = [
      browser.send('/auth/logout', { method: 'POST' }),
      browser.send('/auth/logout', { method: 'POST', headers: { 'x-xsrf-token': 'x' } }),
      browser.send('/auth/logout', {
        method: 'POST',
        headers: { 'content-type': form },
        body: 'xsrf_token=x',
      }),
      // A form in the wrong clothes is none.
      browser.send('/auth/logout', {
        method: 'POST',
        headers: { 'content-type': 'text/plain' },
        body: `xsrf_token=${browser.cookie('XSRF-TOKEN')}`,
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
      assert.equal((await browser.write('/auth/logout', { headers })).status, 403);
      assert.equal((await test.createBrowser().send('/auth/logout', { method: 'POST', headers })).status, 403);
    }
    assert.equal(await isSignedIn(), true);
  });

  it('answers a second press alike, without a hint and without the token', async () => {
    const copy = copyBrowser();
    await browser.write('/auth/logout');
    for (const pressed of [browser, copy]) {
      const response = await pressed.send('/auth/logout', { method: 'POST' });
      assert.equal(response.status, 200);
      const { logout_url: address } = (await response.json()) as { logout_url: string };
      assert.equal(new URL(address).searchParams.has('logout_hint'), false);
    }
  });

  it('ends the session also while the authority cannot be reached', async () => {
    const copy = copyBrowser();
    wire.cut();
    const response = await browser.write('/auth/logout');
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), { logout_url: `${appOrigin}/` });
    assert.equal(await isSignedIn(copy), false);
    assert.deepEqual(
      test.lines.filter(({ level }) => level === 'warn').map(({ fields }) => fields['operation']),
      ['revocation', 'end_session'],
    );
  });

  it('is 503 while the store cannot answer, and then nobody is signed out and no cookie is cleared', async () => {
    await test.store.close();
    const response = await browser.write('/auth/logout');
    assert.equal(response.status, 503);
    assert.deepEqual(response.headers.getSetCookie(), []);
    assert.ok(!wire.sent.some(({ path }) => path === '/revoke'));
  });

  it('refuses a long body, and GET', async () => {
    assert.equal((await browser.write('/auth/logout', { body: 'x'.repeat(20_000) })).status, 413);
    assert.equal((await browser.send('/auth/logout')).status, 405);
  });
});
