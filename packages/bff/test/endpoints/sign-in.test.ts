import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import type { AppRequest } from '../kit/app-browser.ts';
import { useShop } from '../kit/shop.ts';
import { appOrigin } from '../kit/test-authority.ts';
import { openTestBff, requireToken } from '../kit/test-bff.ts';

const [sessionCookie, deviceCookie] = ['__Host-Http-latchkey-app', '__Host-Http-latchkey-app-device'];

describe('the sign-in by a form of the application', () => {
  const shop = useShop({ options: { ownSignInForm: true, trustedProxies: ['10.0.0.0/8'] } });

  function signIn(members: object = {}, sent: AppRequest = {}): Promise<Response> {
    const { username, password } = shop.person;
    return shop.browser.send('/auth/sign-in', {
      method: 'POST',
      body: JSON.stringify({ username, password, ...members }),
      ...sent,
      headers: { 'content-type': 'application/json', ...sent.headers },
    });
  }
  const readCode = async (response: Response): Promise<string> => ((await response.json()) as { code: string }).code;
  const isSignedIn = async (): Promise<boolean> =>
    ((await (await shop.browser.send('/auth/session')).json()) as { signed_in: boolean }).signed_in;

  it('B1 begins a session in cookie mode: script sees who is signed in, and no token', async () => {
    const response = await signIn();
    assert.equal(response.status, 200);
    const text = await response.text();
    assert.equal((JSON.parse(text) as { user: { sub: string } }).user.sub, shop.person.userId);
    assert.doesNotMatch(text, /eyJ|lkr_|code/);
    assert.deepEqual(shop.browser.refused, []);
    const cookie = shop.browser.cookies().find(({ name }) => name === sessionCookie)!;
    assert.ok(cookie.httpOnly && cookie.secure && cookie.sameSite === 'strict');
    assert.equal(cookie.expiresAtMs, undefined);
    requireToken(await shop.gate.accessToken(await shop.admit(shop.browser), shop.orders));
    assert.equal((await shop.browser.write('/auth/logout')).status, 200);
  });

  it('B3 redeems a code bound by PKCE and nonce, without a redirect URI', async () => {
    await signIn();
    const { form } = shop.wire.sent.find(({ path }) => path === '/token')!;
    assert.deepEqual([...form.keys()].sort(), ['code', 'code_verifier', 'grant_type']);
  });

  it('L7 stays signed in over a restart of the browser for those who ask, within its own times', async () => {
    await signIn({ remember: true });
    shop.browser.restart();
    assert.equal(await isSignedIn(), true);
    const cookie = shop.browser.cookies().find(({ name }) => name === sessionCookie)!;
    assert.ok(Math.abs((cookie.expiresAtMs ?? 0) - Date.now() - 90 * 86_400_000) < 60_000);
    shop.advance(shop.settings.session.idleTtlMs + 60_000);
    assert.equal(await isSignedIn(), true);
    shop.advance(shop.settings.rememberedSession.idleTtlMs + 60_000);
    assert.equal(await isSignedIn(), false);
  });

  it('L7 is forgotten with the browser by those who do not', async () => {
    await signIn({ remember: false });
    shop.browser.restart();
    assert.equal(await isSignedIn(), false);
  });

  it('L6 refuses what does not say that it comes from this application', async () => {
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none', origin: undefined },
      { 'sec-fetch-site': undefined, origin: 'https://evil.example', referer: `${appOrigin}/` },
      { 'sec-fetch-site': undefined, origin: undefined, referer: 'https://evil.example/' },
      { 'sec-fetch-site': undefined, origin: undefined },
    ]) {
      const response = await signIn({}, { headers });
      assert.equal(response.status, 403);
      assert.equal(await readCode(response), 'not_same_origin');
    }
    assert.equal(shop.browser.cookies().length, 0);
    assert.ok(!shop.wire.sent.some(({ path }) => path === '/authorize/challenge'));
    const headers = { 'sec-fetch-site': undefined, origin: undefined, referer: `${appOrigin}/sign-in` };
    assert.equal((await signIn({}, { headers })).status, 200);
  });

  it('L6 takes JSON alone, which no form of another site can send', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      assert.equal((await signIn({}, { headers: { 'content-type': type } })).status, 415);
    }
  });

  it('refuses what is no form of it', async () => {
    for (const members of [
      { username: 5 },
      { password: undefined },
      { username: '' },
      { password: '' },
      { remember: 'yes' },
    ]) {
      assert.equal(await readCode(await signIn(members)), 'bad_request');
    }
    assert.equal(await readCode(await signIn({}, { body: '[]' })), 'bad_request');
    assert.equal(
      await readCode(await signIn({}, { body: '{"username":"a","username":"b","password":"c"}' })),
      'bad_request',
    );
    assert.equal((await signIn({ username: 'x'.repeat(20_000) })).status, 413);
  });

  it('says that name or password is wrong, and begins nothing', async () => {
    const response = await signIn({ password: 'not the right one' });
    assert.equal(response.status, 403);
    assert.equal(await readCode(response), 'sign_in_refused');
    assert.equal(shop.browser.cookies().length, 0);
  });

  for (const [status, error, code] of [
    [400, 'redirect_to_web', 'sign_in_elsewhere'],
    [429, 'temporarily_unavailable', 'too_many_sign_ins'],
    [503, 'temporarily_unavailable', 'authority_unavailable'],
  ] as const) {
    it(`passes on a ${status} as ${code}, with the wait`, async () => {
      const headers = { 'retry-after': '17' };
      shop.wire.intercept = async ({ url }) =>
        url.endsWith('/challenge') ? Response.json({ error }, { status, headers }) : undefined;
      const response = await signIn();
      assert.equal(response.headers.get('retry-after'), status === 400 ? null : '17');
      assert.equal(await readCode(response), code);
    });
  }

  it('is 503 while the authority cannot be reached, or does not redeem its own code', async () => {
    shop.wire.cut();
    assert.equal(await readCode(await signIn()), 'authority_unavailable');
    const refusal = Response.json({ error: 'invalid_grant' }, { status: 400 });
    shop.wire.intercept = async ({ url }) => (url.endsWith('/token') ? refusal : undefined);
    assert.equal(await readCode(await signIn()), 'authority_unavailable');
    assert.equal(shop.browser.cookies().length, 0);
  });

  it('L2 tells the authority who is calling, as far as trusted proxies say it, and with which browser', async () => {
    const readAddress = (): string | null | undefined =>
      shop.wire.sent.findLast(({ path }) => path === '/authorize/challenge')?.headers.get('x-forwarded-for');
    const headers = { 'x-forwarded-for': '203.0.113.9' };
    await signIn({}, { headers, connection: { remoteAddress: '192.0.2.77' } });
    assert.equal(readAddress(), '192.0.2.77', 'anybody could name an address');
    await signIn({}, { headers, connection: { remoteAddress: '10.0.0.5' } });
    assert.equal(readAddress(), '203.0.113.9');
    await signIn();
    assert.equal(readAddress(), null);
    assert.equal(
      shop.wire.sent.findLast(({ path }) => path.endsWith('challenge'))?.headers.get('user-agent'),
      'Test/1.0',
    );
  });

  it('L2 keeps the device for the authority, out of the reach of script, and shows it the next time', async () => {
    const devices: (string | undefined)[] = [];
    shop.wire.intercept = async (request) => {
      if (!request.url.endsWith('/challenge')) return undefined;
      const body = (await request.clone().json()) as { device?: string };
      devices.push(body.device);
      return undefined;
    };
    await signIn();
    const device = shop.browser.cookies().find(({ name }) => name === deviceCookie);
    assert.ok(device?.httpOnly && device.secure && device.sameSite === 'strict');
    assert.ok(Math.abs((device.expiresAtMs ?? 0) - Date.now() - 400 * 86_400_000) < 60_000);
    await signIn();
    assert.deepEqual(devices, [undefined, device.value]);
  });

  it('L2 passes no device on that is longer than any of the authority, and keeps none that no cookie can hold', async () => {
    let device: string | undefined;
    shop.wire.intercept = async (request) => {
      if (!request.url.endsWith('/challenge')) return undefined;
      ({ device } = (await request.clone().json()) as { device?: string });
      const answer = (await (await shop.wire.authority.fetch(request)).json()) as object;
      return Response.json({ ...answer, device: 'a; Domain=evil.example' });
    };
    shop.browser.store([`${deviceCookie}=${randomBytes(800).toString('base64url')}; Path=/; Secure; HttpOnly`]);
    const response = await signIn();
    assert.equal(response.status, 200);
    assert.equal(device, undefined);
    assert.ok(!response.headers.getSetCookie().some((line) => line.startsWith(deviceCookie)));
  });

  it('ends the session this browser had', async () => {
    await signIn();
    const before = (await shop.admit(shop.browser)).sessionDigest;
    await signIn();
    assert.equal(await shop.store.findSession(before, { touch: false }), undefined);
    assert.equal(await isSignedIn(), true);
  });

  it('is not there unless the application asked for it', async () => {
    const without = await openTestBff({ wire: shop.wire });
    const body = JSON.stringify({ username: shop.person.username, password: shop.person.password });
    const headers = { 'content-type': 'application/json' };
    const response = await without.createBrowser().send('/auth/sign-in', { method: 'POST', body, headers });
    assert.equal(response.status, 404);
    await without.close();
  });

  it('logs neither name nor password', async () => {
    await signIn();
    await signIn({ password: 'not the right one' });
    const text = JSON.stringify(shop.lines);
    for (const part of [shop.person.username, shop.person.password, 'not the right one'])
      assert.ok(!text.includes(part));
  });
});
