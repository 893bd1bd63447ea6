import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Page } from '@latchkey/testing/browser';
import { recordSecret } from '@latchkey/testing/run';
import {
  createAuthorizationUrl,
  openPeopleAuthority,
  type PeopleAuthority,
  type Person,
  readCode,
  signIn,
  submitForm,
} from './people-authority.ts';
import { peopleConfig } from './people-config.ts';
import { isSignedIn } from './two-devices.ts';

const password = recordSecret('a password of my own');

describe('the sign-up page', () => {
  let authority: PeopleAuthority;
  let alice: Person;
  beforeEach(async () => {
    authority = await openPeopleAuthority();
    alice = await authority.addPerson('alice', { email: 'alice@example.com' });
  });
  afterEach(() => authority.close());

  async function signUp(fields: Readonly<Record<string, string>>, address?: string): Promise<Page> {
    const browser = authority.openBrowser(address);
    return await submitForm(browser, await browser.open('/sign-up'), fields);
  }

  it('asks for what password managers know by name', async () => {
    const page = await authority.openBrowser().open('/sign-up');
    const controls = page.forms[0]?.controls ?? [];
    assert.deepEqual(
      controls.map(({ name, attributes }) => [name, attributes.get('autocomplete')]),
      [
        ['username', 'username'],
        ['email', 'email'],
        ['name', 'name'],
        ['password', 'new-password'],
        ['', undefined],
      ],
    );
  });

  it('L1 makes an account that can sign in by user name and by e-mail', async () => {
    const page = await signUp({ username: 'Bob', email: 'Bob@Example.com', name: 'Bob B.', password });
    assert.equal(page.url.pathname, '/sign-in');
    assert.equal(page.hops[0]?.status, 303);
    for (const username of ['bob', 'bob@example.com']) {
      const account = await signIn(authority.openBrowser(), { username, password });
      assert.match(account.html, /<h1>Bob B\.<\/h1>/);
      assert.match(account.html, /<dd>Bob<\/dd>/);
      assert.match(account.html, /<dd>Bob@Example\.com<\/dd>/);
    }
  });

  describe('fills in the name at the sign-in page that follows', () => {
    const readIdentifier = (page: Page): string | undefined =>
      page.forms[0]?.controls.find(({ name }) => name === 'identifier')?.attributes.get('value');

    it('in no address, until somebody has signed in', async () => {
      const browser = authority.openBrowser();
      const page = await submitForm(browser, await browser.open('/sign-up'), { username: 'Bob', password });
      assert.equal(readIdentifier(page), 'Bob');
      assert.match(page.html, /<input id="password"[^>]* autofocus/);
      for (const { url } of [page, ...page.hops]) assert.doesNotMatch(url.href, /bob/i);
      const account = await submitForm(browser, page, { password });
      assert.equal(account.url.pathname, '/account');
      assert.ok(!browser.cookies().some(({ name }) => name.includes('chosen-name')));
    });

    it('for a taken one as for a free one', async () => {
      assert.equal(readIdentifier(await signUp({ username: 'alice', password })), 'alice');
    });

    it('there alone: whoever opens the page otherwise types it', async () => {
      const browser = authority.openBrowser();
      await submitForm(browser, await browser.open('/sign-up'), { username: 'bob', password });
      assert.equal(readIdentifier(await browser.open('/sign-in')), '');
    });
  });

  it('signs nobody in', async () => {
    const browser = authority.openBrowser();
    await submitForm(browser, await browser.open('/sign-up'), { username: 'bob', password });
    assert.equal(await isSignedIn(browser), false);
    assert.deepEqual(
      browser.cookies().map(({ name }) => name),
      ['__Host-latchkey-chosen-name', '__Host-latchkey-browser'],
    );
  });

  describe('tells nobody who has an account', () => {
    const cases = [
      { what: 'the user name is taken', fields: { username: 'alice' } },
      { what: 'the user name is taken, in other letters', fields: { username: 'ＡLICE' } },
      { what: 'the e-mail is taken', fields: { username: 'bob', email: 'ALICE@example.com' } },
      { what: 'both are taken', fields: { username: 'alice', email: 'alice@example.com' } },
    ];
    for (const { what, fields } of cases) {
      it(`when ${what}`, async () => {
        const observe = async (form: Readonly<Record<string, string>>) => {
          authority.passwords.work.length = 0;
          const page = await signUp({ ...form, password });
          const headers = [...page.headers]
            .filter(([name]) => name !== 'x-request-id')
            .map(([name, value]) => [name, value.replace(/(?<=latchkey-browser=)[\w-]{22}/, 'random')]);
          return {
            url: page.url.href,
            hops: page.hops.map(({ status }) => status),
            // The name that was typed is filled in; of whether it was free it says nothing.
            html: page.html.replace(/(?<= name="identifier"[^>]* value=")[^"]*/, 'as typed'),
            headers,
            work: [...authority.passwords.work],
          };
        };
        const free = await observe({ username: 'carol', email: 'carol@example.com' });
        const taken = await observe(fields);
        assert.deepEqual(taken, free);
        assert.deepEqual(taken.work, ['hash current']);
        // And whose it was keeps it.
        assert.equal((await signIn(authority.openBrowser(), { username: 'alice', password })).status, 400);
        assert.equal((await signIn(authority.openBrowser(), alice)).url.pathname, '/account');
      });
    }
  });

  it('says all that is wrong, and keeps what was typed but the password', async () => {
    authority.passwords.work.length = 0;
    const page = await signUp({ username: 'a b', email: 'nowhere', name: 'Bob', password: 'short' });
    assert.equal(page.status, 400);
    for (const field of ['username', 'email', 'password']) {
      assert.match(page.html, new RegExp(`<a href="#${field}">`));
      assert.match(page.html, new RegExp(`id="${field}-problem"`));
    }
    const values = Object.fromEntries((page.forms[0]?.controls ?? []).map(({ name, value }) => [name, value]));
    assert.deepEqual(
      [values['username'], values['email'], values['name'], values['password']],
      ['a b', 'nowhere', 'Bob', ''],
    );
    assert.doesNotMatch(page.html, /"short"/);
    assert.deepEqual(authority.passwords.work, []);
  });

  it('L2 is limited per address, and per /64 of IPv6', async () => {
    for (const network of ['203.0.113.7', '2001:db8:0:1::1']) {
      for (let tries = 0; tries < 10; tries += 1) {
        assert.equal((await signUp({ username: `${tries}-${network.length}`, password }, network)).status, 200);
      }
    }
    const limited = await signUp({ username: 'one-more', password }, '203.0.113.7');
    assert.equal(limited.status, 429);
    assert.ok(Number(limited.headers.get('retry-after')) > 0);
    assert.match(limited.html, /There were too many tries/);
    assert.equal((await signUp({ username: 'one-more', password }, '2001:db8:0:1:2::2')).status, 429);
    assert.equal((await signUp({ username: 'one-more', password }, '2001:db8:0:2::1')).status, 200);
    assert.equal(
      (await signIn(authority.openBrowser('203.0.113.7'), alice)).url.pathname,
      '/account',
      'sign-in is not',
    );
  });

  it('L2 is limited however many come at once', async () => {
    authority.passwords.work.length = 0;
    await Promise.all(
      Array.from({ length: 30 }, (_, index) => signUp({ username: `n${index}`, password }, '203.0.113.9')),
    );
    assert.ok(authority.passwords.work.length <= 10, String(authority.passwords.work.length));
  });

  it('takes the request that waits along to the sign-in', async () => {
    const browser = authority.openBrowser();
    const start = await browser.open(createAuthorizationUrl(authority, 'web').url);
    const link = start.links.find(({ url }) => url.pathname === '/sign-up');
    assert.ok(link);
    const form = await browser.follow(start, link);
    const after = await submitForm(browser, form, { username: 'bob', password });
    assert.equal(after.url.pathname, '/sign-in');
    assert.match(after.html, /<p class="notice" role="status">If the user name and e-mail were free/);
    assert.ok(readCode(await signIn(browser, { username: 'bob', password }, { page: after })));
  });

  it('is not there when sign-up is closed', async () => {
    const clients = (peopleConfig.clients ?? []).filter(({ createsAccounts }) => createsAccounts !== true);
    const closed = await openPeopleAuthority({ signUp: 'closed', clients });
    try {
      const browser = closed.openBrowser();
      const page = await browser.open('/sign-up');
      assert.equal(page.status, 403);
      assert.match(page.html, /Ask an administrator/);
      const signInPage = await browser.open('/sign-in');
      assert.equal(
        signInPage.links.some(({ url }) => url.pathname === '/sign-up'),
        false,
      );
      const forged = browser.show(
        `${closed.config.issuer}/sign-up`,
        '<form method="post" action="/sign-up"><input name="username" value="bob"></form>',
      );
      assert.equal((await browser.submit(forged, forged.forms[0]!)).status, 403);
      assert.deepEqual(closed.passwords.work, []);
    } finally {
      await closed.close();
    }
  });
});
