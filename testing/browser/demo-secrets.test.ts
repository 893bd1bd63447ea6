/** What script of the page could steal: nothing. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { pollFor } from '@latchkey/testing/poll';
import { signUp } from '@latchkey/testing/sign-up';
import { type DemoStage, openDemoStage, pressCall, waitForShop } from './demo-stage.ts';

/** How JWTs and refresh tokens begin. */
const tokenPattern = /\beyJ[\w-]|lkr_/;

describe('the browser of the demo', { concurrency: 2 }, () => {
  let demo: DemoStage;
  before(async () => {
    demo = await openDemoStage();
  });
  after(() => demo.stop());

  it('B1 holds one value that script can read, and no token in any answer, address or storage', async () => {
    const profile = await demo.openSignedIn(await signUp(demo.issuer));
    const { page } = profile;
    assert.match(await pressCall(page, 'Read the orders'), /^200/);
    assert.match(await pressCall(page, 'Place an order'), /^201/);
    await page.getByText('This session', { exact: true }).waitFor();
    // A browser forgets what it was answered on a page that it leaves.
    await pollFor('the answers of this page', async () => {
      const read = (await profile.answers()).filter(({ body }) => body !== '');
      return ['POST /api/orders', 'GET /api/sessions'].every((asked) =>
        read.some(({ method, url }) => `${method} ${new URL(url).pathname}` === asked),
      );
    });
    await page.reload();
    await waitForShop(page);

    const readable = await page.evaluate<string>('document.cookie');
    assert.match(readable, /^XSRF-TOKEN=[\w-]{43}$/);
    const stored = await page.evaluate<string>(
      `(async () => JSON.stringify([
        Object.entries(localStorage), Object.entries(sessionStorage), await indexedDB.databases(), await caches.keys(),
      ]))()`,
    );
    assert.equal(stored, '[[],[],[],[]]');

    const answers = await profile.answers();
    const read = answers.filter(({ status }) => status === 200 || status === 201);
    assert.deepEqual(
      read.filter(({ body }) => body === '').map(({ url }) => url),
      [],
      'every answer was read',
    );
    assert.ok(read.some(({ url }) => url === `${demo.origin}/api/orders`));
    assert.ok(read.some(({ url }) => url.startsWith(`${demo.origin}/auth/session`)));
    for (const { url, body } of answers) {
      assert.doesNotMatch(body, tokenPattern, url);
      assert.doesNotMatch(url, tokenPattern);
    }
    await profile.close();
  });

  it('B1 keeps its session in a cookie for this host alone, hidden from script and from other sites', async () => {
    const profile = await demo.openSignedIn(await signUp(demo.issuer));
    const cookies = await profile.context.cookies(demo.origin);
    const session = cookies.find(({ name }) => name === 'latchkey-app');
    assert.ok(session, cookies.map(({ name }) => name).join(', '));
    const { value: _, ...attributes } = session;
    assert.deepEqual(attributes, {
      name: 'latchkey-app',
      // Without a dot before it: no other host gets it.
      domain: 'localhost',
      path: '/',
      expires: -1,
      httpOnly: true,
      // Plain http on loopback; over https it is, and its name says so (bff tests).
      secure: false,
      sameSite: 'Strict',
    });
    const readable = cookies.filter(({ httpOnly }) => !httpOnly).map(({ name, sameSite }) => ({ name, sameSite }));
    assert.deepEqual(readable, [{ name: 'XSRF-TOKEN', sameSite: 'Strict' }]);
    assert.deepEqual(
      cookies.filter(({ name }) => name.startsWith('latchkey-app-login')),
      [],
      'what carried the sign-in is gone',
    );
    await profile.close();
  });

  it('B1 gives each sign-in another cookie', async () => {
    const person = await signUp(demo.issuer);
    const values = new Set<string | undefined>();
    for (let times = 0; times < 2; times += 1) {
      const profile = await demo.openSignedIn(person);
      values.add((await profile.context.cookies(demo.origin)).find(({ name }) => name === 'latchkey-app')?.value);
      await profile.close();
    }
    assert.equal(values.size, 2);
  });

  it('R1 opens nothing any more with a cookie that somebody copied before its owner signed out', async () => {
    const profile = await demo.openSignedIn(await signUp(demo.issuer));
    const thief = await demo.chromium.openProfile();
    await thief.context.addCookies(await profile.context.cookies(demo.origin));
    await thief.page.goto(demo.origin);
    await waitForShop(thief.page);
    // Not by the button: it goes on to the authority, which ends all that is left.
    const signOut = `fetch('/auth/logout', {
      method: 'POST',
      headers: { 'x-xsrf-token': document.cookie.replace('XSRF-TOKEN=', '') },
    }).then((response) => response.status)`;
    assert.equal(await profile.page.evaluate<number>(signOut), 200);

    const session = await thief.page.evaluate<string>(`fetch('/auth/session').then((response) => response.text())`);
    assert.deepEqual(JSON.parse(session), { signed_in: false });
    const status = await thief.page.evaluate<number>(`fetch('/api/orders').then((response) => response.status)`);
    assert.equal(status, 401);
    await thief.page.getByText('Closed: the session has ended').waitFor();
    await thief.close();
    await profile.close();
  });
});
