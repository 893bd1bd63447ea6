import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import type { TestPerson } from '@latchkey/testing/authority-in-process';
import type { AppBrowser } from '../kit/app-browser.ts';
import { openWiredAuthority, type WiredAuthority } from '../kit/test-authority.ts';
import { openTestBff, signInAtAuthority, type TestBff } from '../kit/test-bff.ts';

const sessionCookie = '__Host-Http-latchkey-app';

describe('the way back from the authority', () => {
  let wire: WiredAuthority;
  let test: TestBff;
  let browser: AppBrowser;
  let person: TestPerson;

  before(async () => {
    wire = await openWiredAuthority();
    person = await wire.authority.createUser();
  });
  after(() => wire.authority.close());
  beforeEach(async () => {
    test = await openTestBff({ wire });
    browser = test.createBrowser();
  });
  afterEach(() => test.close());

  const isSignedIn = async (asked = browser): Promise<boolean> =>
    ((await (await asked.send('/auth/session')).json()) as { signed_in: boolean }).signed_in;
  const comeBack = async (callback: string, asked = browser): Promise<string | null> =>
    (await asked.send(callback, { site: 'cross-site' })).headers.get('location');

  it('B1 leaves a session cookie that is strict, secure and out of the reach of script, and shows script no secret', async () => {
    await test.signIn(browser, person);
    assert.deepEqual(browser.refused, []);
    const cookie = browser.cookies().find(({ name }) => name === sessionCookie)!;
    assert.ok(cookie.httpOnly && cookie.secure && cookie.hostOnly && cookie.path === '/');
    assert.equal(cookie.sameSite, 'strict');
    assert.equal(cookie.expiresAtMs, undefined);
    const readable = browser.cookies().filter(({ httpOnly }) => !httpOnly);
    assert.deepEqual(
      readable.map(({ name }) => name),
      ['XSRF-TOKEN'],
    );
    assert.notEqual(readable[0]?.value, cookie.value);
  });

  it('leaves a lax one where the application asked for it', async () => {
    const lax = await openTestBff({ wire, options: { sameSite: 'lax' } });
    const other = lax.createBrowser();
    await lax.signIn(other, person);
    assert.equal(other.cookies().find(({ name }) => name === sessionCookie)?.sameSite, 'lax');
    await lax.close();
  });

  it('B3 is open to the browser that was sent away alone (login CSRF)', async () => {
    const attacker = test.createBrowser();
    const callback = await signInAtAuthority(wire, attacker, person);
    assert.equal(await comeBack(callback), '/?sign_in_error=expired');
    assert.equal(await isSignedIn(), false);
    // Not even to a victim who is on the way too.
    await browser.send('/auth/login');
    assert.equal(await comeBack(callback), '/?sign_in_error=expired');
    assert.equal(await isSignedIn(), false);
    assert.equal(wire.sent.filter(({ path }) => path === '/token').length, 0);
  });

  it('B3 is open once: the same link again signs nobody in', async () => {
    const callback = await signInAtAuthority(wire, browser, person);
    const cookies = browser.cookies();
    assert.equal(await comeBack(callback), '/');
    // Who has copied the cookie of the attempt has no second try either: the code is used up.
    const thief = test.createBrowser();
    thief.store(cookies.map(({ name, value }) => `${name}=${value}; Path=/; Secure; HttpOnly`));
    assert.equal(await comeBack(callback, thief), '/?sign_in_error=failed');
    assert.equal(await isSignedIn(thief), false);
  });

  it('B3 is closed after ten minutes', async () => {
    const callback = await signInAtAuthority(wire, browser, person);
    const cookies = browser.cookies();
    test.advance(600_000);
    browser.store(cookies.map(({ name, value }) => `${name}=${value}; Path=/; Secure; HttpOnly`));
    assert.equal(await comeBack(callback), '/?sign_in_error=expired');
  });

  it('leads a reload and the back button home, without a fuss', async () => {
    const callback = await signInAtAuthority(wire, browser, person);
    await comeBack(callback);
    const again = await browser.send(callback, { site: 'same-origin' });
    assert.equal(again.headers.get('location'), '/');
    assert.equal(await isSignedIn(), true);
  });

  it('B1 begins a session under a secret of its own, whatever the browser presented (fixation)', async () => {
    const planted = randomBytes(32).toString('base64url');
    const callback = await signInAtAuthority(wire, browser, person);
    browser.store([`${sessionCookie}=${planted}; Path=/; Secure; HttpOnly; SameSite=Lax`]);
    await comeBack(callback);
    assert.notEqual(browser.cookie(sessionCookie), planted);
    const attacker = test.createBrowser();
    attacker.store([`${sessionCookie}=${planted}; Path=/; Secure; HttpOnly`]);
    assert.equal(await isSignedIn(attacker), false);
  });

  it('ends the session this browser had, though its strict cookie is not there on the way back', async () => {
    await test.signIn(browser, person);
    const before = test.createBrowser();
    before.store([`${sessionCookie}=${browser.cookie(sessionCookie)}; Path=/; Secure; HttpOnly`]);
    assert.equal(await isSignedIn(before), true);
    await test.signIn(browser, person);
    assert.equal(await isSignedIn(before), false);
    assert.equal(await isSignedIn(), true);
  });

  it('ends the sessions of other tabs too, which began while this one was on its way', async () => {
    const early = await signInAtAuthority(wire, browser, person);
    await test.signIn(browser, person);
    const first = browser.cookie(sessionCookie);
    const late = await signInAtAuthority(wire, browser, person);
    // It left before there was a session, and comes back without the strict cookie: the first one lives on.
    await comeBack(early);
    const second = browser.cookie(sessionCookie);
    await browser.send(late, { site: 'same-origin' });
    for (const old of [first, second]) {
      const before = test.createBrowser();
      before.store([`${sessionCookie}=${old}; Path=/; Secure; HttpOnly`]);
      assert.equal(await isSignedIn(before), false);
    }
    assert.equal(await isSignedIn(), true);
  });

  it('clears the cookie of the attempt, also when it failed', async () => {
    const callback = await signInAtAuthority(wire, browser, person);
    assert.equal(await comeBack(`${callback}x`), '/?sign_in_error=failed');
    assert.equal(browser.cookies().length, 0);
  });

  it('is 503 while sessions cannot be stored', async () => {
    const callback = await signInAtAuthority(wire, browser, person);
    await test.store.close();
    const response = await browser.send(callback, { site: 'cross-site' });
    assert.equal(response.status, 503);
    assert.ok(response.headers.has('retry-after'));
  });
});
