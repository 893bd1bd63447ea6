import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { useShop } from '../kit/shop.ts';
import { openTestBff, signInAtAuthority } from '../kit/test-bff.ts';

const sessionCookie = '__Host-Http-latchkey-app';

describe('the way back from the authority', () => {
  const shop = useShop();

  const isSignedIn = async (asked = shop.browser): Promise<boolean> =>
    ((await (await asked.send('/auth/session')).json()) as { signed_in: boolean }).signed_in;
  const comeBack = async (callback: string, asked = shop.browser): Promise<string | null> =>
    (await asked.send(callback, { site: 'cross-site' })).headers.get('location');

  it('B1 leaves a session cookie that is strict, secure and out of the reach of script, and shows script no secret', async () => {
    await shop.signIn(shop.browser, shop.person);
    assert.deepEqual(shop.browser.refused, []);
    const cookie = shop.browser.cookies().find(({ name }) => name === sessionCookie)!;
    assert.ok(cookie.httpOnly && cookie.secure && cookie.hostOnly && cookie.path === '/');
    assert.equal(cookie.sameSite, 'strict');
    assert.equal(cookie.expiresAtMs, undefined);
    const readable = shop.browser.cookies().filter(({ httpOnly }) => !httpOnly);
    assert.deepEqual(
      readable.map(({ name }) => name),
      ['XSRF-TOKEN'],
    );
    assert.notEqual(readable[0]?.value, cookie.value);
  });

  it('leaves a lax one where the application asked for it', async () => {
    const lax = await openTestBff({ wire: shop.wire, options: { sameSite: 'lax' } });
    const other = lax.createBrowser();
    await lax.signIn(other, shop.person);
    assert.equal(other.cookies().find(({ name }) => name === sessionCookie)?.sameSite, 'lax');
    await lax.close();
  });

  it('B3 is open to the browser that was sent away alone (login CSRF)', async () => {
    const attacker = shop.createBrowser();
    const callback = await signInAtAuthority(shop.wire, attacker, shop.person);
    assert.equal(await comeBack(callback), '/?sign_in_error=expired');
    assert.equal(await isSignedIn(), false);
    // Not even to a victim who is on the way too.
    await shop.browser.send('/auth/login');
    assert.equal(await comeBack(callback), '/?sign_in_error=expired');
    assert.equal(await isSignedIn(), false);
    assert.equal(shop.wire.sent.filter(({ path }) => path === '/token').length, 0);
  });

  it('B3 is open once: the same link again signs nobody in', async () => {
    const callback = await signInAtAuthority(shop.wire, shop.browser, shop.person);
    const cookies = shop.browser.cookies();
    assert.equal(await comeBack(callback), '/');
    // Who has copied the cookie of the attempt has no second try either: the code is used up.
    const thief = shop.createBrowser();
    thief.store(cookies.map(({ name, value }) => `${name}=${value}; Path=/; Secure; HttpOnly`));
    assert.equal(await comeBack(callback, thief), '/?sign_in_error=failed');
    assert.equal(await isSignedIn(thief), false);
  });

  it('B3 is closed after ten minutes', async () => {
    const callback = await signInAtAuthority(shop.wire, shop.browser, shop.person);
    const cookies = shop.browser.cookies();
    shop.advance(600_000);
    shop.browser.store(cookies.map(({ name, value }) => `${name}=${value}; Path=/; Secure; HttpOnly`));
    assert.equal(await comeBack(callback), '/?sign_in_error=expired');
  });

  it('leads a reload and the back button home, without a fuss', async () => {
    const callback = await signInAtAuthority(shop.wire, shop.browser, shop.person);
    await comeBack(callback);
    const again = await shop.browser.send(callback, { site: 'same-origin' });
    assert.equal(again.headers.get('location'), '/');
    assert.equal(await isSignedIn(), true);
  });

  it('B1 begins a session under a secret of its own, whatever the browser presented (fixation)', async () => {
    const planted = randomBytes(32).toString('base64url');
    const callback = await signInAtAuthority(shop.wire, shop.browser, shop.person);
    shop.browser.store([`${sessionCookie}=${planted}; Path=/; Secure; HttpOnly; SameSite=Lax`]);
    await comeBack(callback);
    assert.notEqual(shop.browser.cookie(sessionCookie), planted);
    const attacker = shop.createBrowser();
    attacker.store([`${sessionCookie}=${planted}; Path=/; Secure; HttpOnly`]);
    assert.equal(await isSignedIn(attacker), false);
  });

  it('ends the session this browser had, though its strict cookie is not there on the way back', async () => {
    await shop.signIn(shop.browser, shop.person);
    const before = shop.createBrowser();
    before.store([`${sessionCookie}=${shop.browser.cookie(sessionCookie)}; Path=/; Secure; HttpOnly`]);
    assert.equal(await isSignedIn(before), true);
    await shop.signIn(shop.browser, shop.person);
    assert.equal(await isSignedIn(before), false);
    assert.equal(await isSignedIn(), true);
  });

  it('ends the sessions of other tabs too, which began while this one was on its way', async () => {
    const early = await signInAtAuthority(shop.wire, shop.browser, shop.person);
    await shop.signIn(shop.browser, shop.person);
    const first = shop.browser.cookie(sessionCookie);
    const late = await signInAtAuthority(shop.wire, shop.browser, shop.person);
    // It left before there was a session, and comes back without the strict cookie: the first one lives on.
    await comeBack(early);
    const second = shop.browser.cookie(sessionCookie);
    await shop.browser.send(late, { site: 'same-origin' });
    for (const old of [first, second]) {
      const before = shop.createBrowser();
      before.store([`${sessionCookie}=${old}; Path=/; Secure; HttpOnly`]);
      assert.equal(await isSignedIn(before), false);
    }
    assert.equal(await isSignedIn(), true);
  });

  it('clears the cookie of the attempt, also when it failed', async () => {
    const callback = await signInAtAuthority(shop.wire, shop.browser, shop.person);
    assert.equal(await comeBack(`${callback}x`), '/?sign_in_error=failed');
    assert.equal(shop.browser.cookies().length, 0);
  });

  it('is 503 while sessions cannot be stored', async () => {
    const callback = await signInAtAuthority(shop.wire, shop.browser, shop.person);
    await shop.store.close();
    const response = await shop.browser.send(callback, { site: 'cross-site' });
    assert.equal(response.status, 503);
    assert.ok(response.headers.has('retry-after'));
  });
});
