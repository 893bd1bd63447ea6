import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import type { Browser, Page } from '@latchkey/testing/browser';
import { recordSecret } from '@latchkey/testing/run';
import { administratorRole, offerFirstAdministrator } from '../../src/first-administrator/offer.ts';
import { openPeopleAuthority, type PeopleAuthority, signIn, submitForm } from './people-authority.ts';

const password = recordSecret('the very first password');

describe('the first administrator', () => {
  let authority: PeopleAuthority;
  let browser: Browser;
  beforeEach(async () => {
    authority = await openPeopleAuthority();
    browser = authority.openBrowser();
  });
  afterEach(() => authority.close());

  async function offerLink(): Promise<string> {
    const offer = await offerFirstAdministrator(authority.parts);
    assert.ok(offer);
    recordSecret(new URL(offer.link).searchParams.get('token') ?? '');
    return offer.link;
  }

  async function redeem(
    link: string,
    fields: Readonly<Record<string, string>> = {},
    by: Browser = browser,
  ): Promise<Page> {
    const page = await by.open(link);
    assert.equal(page.status, 200);
    return await submitForm(by, page, { username: 'root', password, ...fields });
  }

  function assertDead(page: Page): void {
    assert.equal(page.status, 404);
    assert.match(page.html, /Restart the authority to get a new one/);
  }

  it('gets 32 random bytes under the issuer, different each time', async () => {
    const [first, second] = [await offerLink(), await offerLink()];
    assert.match(first, /^https:\/\/id\.example\.com\/setup\?token=[\w-]{43}$/);
    assert.notEqual(first, second);
  });

  it('is made by the link, has the role, and is signed in', async () => {
    const account = await redeem(await offerLink(), { email: 'root@example.com' });
    assert.equal(account.url.pathname, '/account');
    assert.equal(account.hops[0]?.status, 303);
    assert.match(account.html, /<dt>Roles<\/dt><dd>administrator<\/dd>/);
    const again = await signIn(authority.openBrowser(), { username: 'root@example.com', password });
    assert.match(again.html, /<dd>administrator<\/dd>/);
    assert.equal(administratorRole, 'administrator');
  });

  it('is told what there is to do next, and where it is described', async () => {
    const { html } = await redeem(await offerLink());
    const notice = /<p class="notice" role="status">(.*?)<\/p>/.exec(html)?.[1] ?? '';
    assert.match(notice, /first administrator.*sign in with this user name.*This page is your account/);
    assert.match(notice, /no console for administrators yet/);
    const documents = notice.match(/docs\/[\w/-]+\.md/g) ?? [];
    assert.equal(documents.length, 2);
    for (const document of documents)
      assert.ok(existsSync(new URL(`../../../../${document}`, import.meta.url)), document);
  });

  it('is not what an address can tell anybody else', async () => {
    const person = await authority.addPerson('alice');
    await signIn(browser, person);
    assert.doesNotMatch((await browser.open('/account?notice=first-administrator')).html, /administrator/);
    assert.doesNotMatch(
      (await authority.openBrowser().open('/sign-in?notice=first-administrator')).html,
      /administrator/,
    );
  });

  it('R2 is not signed in with a password that was changed meanwhile', async () => {
    const link = await offerLink();
    const { store } = authority;
    const { startSession } = store;
    mock.method(store, 'startSession', async (...request: Parameters<typeof startSession>) => {
      const { userId, passwordHash } = (await store.findForSignIn('root')) ?? assert.fail();
      const change = { verifiedHash: passwordHash, newHash: 'another', exceptSessionId: undefined, reason: 'changed' };
      assert.equal((await store.changePassword({ userId, ...change }, request[1])).status, 'changed');
      return await startSession(...request);
    });
    assert.equal((await redeem(link)).url.pathname, '/sign-in');
    assert.equal((await browser.open('/account')).url.pathname, '/sign-in');
  });

  it('is made once: looking uses nothing up, redeeming does', async () => {
    const link = await offerLink();
    for (let looks = 0; looks < 3; looks += 1) assert.equal((await browser.open(link)).status, 200);
    const stale = await browser.open(link);
    await redeem(link);
    assertDead(await authority.openBrowser().open(link));
    authority.passwords.work.length = 0;
    assertDead(await submitForm(browser, stale, { username: 'second', password }));
    assert.deepEqual(authority.passwords.work, [], 'a dead link costs no hash');
    assert.equal(await offerFirstAdministrator(authority.parts), undefined);
    assert.equal((await authority.events()).filter(({ type }) => type === 'first_administrator.created').length, 1);
  });

  it('is made once, however many redeem at the same time', async () => {
    const link = await offerLink();
    const pages = await Promise.all(
      Array.from({ length: 8 }, (_, index) => redeem(link, { username: `root-${index}` }, authority.openBrowser())),
    );
    assert.equal(pages.filter(({ url }) => url.pathname === '/account').length, 1);
    assert.equal((await authority.events()).filter(({ type }) => type === 'first_administrator.created').length, 1);
  });

  it('cannot be made with a link that is too old', async () => {
    const link = await offerLink();
    const page = await browser.open(link);
    authority.advance(900_000 + 1000);
    assertDead(await browser.open(link));
    assertDead(await submitForm(browser, page, { username: 'root', password }));
  });

  it('cannot be made with a link that a newer one replaced', async () => {
    const old = await offerLink();
    const link = await offerLink();
    assertDead(await browser.open(old));
    assert.equal((await redeem(link)).url.pathname, '/account');
  });

  it('cannot be made with anything else', async () => {
    const link = await offerLink();
    const token = new URL(link).searchParams.get('token') ?? '';
    for (const wrong of [
      '',
      'x',
      token.slice(1),
      `${token}A`,
      `${token}=`,
      Buffer.alloc(32).toString('base64url'),
      '"><script>',
    ]) {
      const page = await browser.open(`/setup?token=${encodeURIComponent(wrong)}`);
      assertDead(page);
      assert.doesNotMatch(page.html, /<script/);
    }
    assertDead(await browser.open('/setup'));
  });

  it('may correct a mistake without losing the link', async () => {
    const link = await offerLink();
    const page = await redeem(link, { username: 'ro ot', name: 'Root', password: 'short' });
    assert.equal(page.status, 400);
    assert.match(page.html, /<a href="#username">/);
    const controls = page.forms[0]?.controls ?? [];
    assert.equal(controls.find(({ name }) => name === 'name')?.value, 'Root');
    assert.equal(controls.find(({ name }) => name === 'password')?.value, '');
    assert.equal((await submitForm(browser, page, { username: 'root', password })).url.pathname, '/account');
  });

  it('is told that a name is taken, and keeps the link', async () => {
    await authority.addPerson('alice');
    const link = await offerLink();
    const page = await redeem(link, { username: 'Alice' });
    assert.equal(page.status, 400);
    assert.match(page.html, /Choose another one/);
    assert.equal((await redeem(link)).url.pathname, '/account');
  });

  it('O1 leaves no trace of the link in logs or audit trail', async () => {
    const link = await offerLink();
    await redeem(link);
    const token = new URL(link).searchParams.get('token') ?? '';
    const text = authority.logLines.join('\n') + JSON.stringify(await authority.events());
    assert.equal(text.includes(token), false);
    assert.match(text, /first_administrator\.offered/);
  });
});
