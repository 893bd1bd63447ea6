import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from '@latchkey/testing/browser';
import { recordSecret } from '@latchkey/testing/run';
import { offerFirstAdministrator } from '../../src/first-administrator/offer.ts';
import {
  createAuthorizationUrl,
  openPeopleAuthority,
  type PeopleAuthority,
  signIn,
  submitForm,
} from './people-authority.ts';
import { peopleConfig } from './people-config.ts';

const attack = `"'><img src=x onerror=alert(1)><script>alert(2)</script>`;
const escaped = '&quot;&#39;&gt;&lt;img src=x onerror=alert(1)&gt;&lt;script&gt;alert(2)&lt;/script&gt;';
const password = recordSecret('a password of my own');

/** Every place where somebody else's text is shown, reached the way it would be attacked. */
describe('pages show the text of others as text', () => {
  let authority: PeopleAuthority;
  before(async () => {
    const clients = (peopleConfig.clients ?? []).map((client) => ({ ...client, name: attack }));
    const apis = (peopleConfig.apis ?? []).map((api) => ({
      ...api,
      name: attack,
      scopes: { ...api.scopes, 'orders:read': attack },
    }));
    authority = await openPeopleAuthority({ clients, apis });
  });
  after(() => authority.close());

  function assertSafe(page: Page): void {
    assert.doesNotMatch(page.html, /<script|<img/i);
    assert.equal(page.html.includes(escaped), true, `the text is on the page at all: ${page.url.pathname}`);
  }

  it('the user name of a refused sign-in', async () => {
    const browser = authority.openBrowser();
    assertSafe(
      await submitForm(browser, await browser.open('/sign-in'), { identifier: attack, password: 'wrong password' }),
    );
  });

  it('the login_hint and the name of an application', async () => {
    const page = await authority
      .openBrowser()
      .open(createAuthorizationUrl(authority, 'web', { login_hint: attack }).url);
    assertSafe(page);
    assert.equal(page.forms[0]?.controls.find(({ name }) => name === 'identifier')?.value, attack);
  });

  it('every field of a refused sign-up', async () => {
    const browser = authority.openBrowser();
    const fields = { username: `${attack} u`, email: `${attack} e`, name: `${attack}\u202e`, password: 'short' };
    const page = await submitForm(browser, await browser.open('/sign-up'), fields);
    assertSafe(page);
    assert.equal(page.html.split(escaped).length, 4);
  });

  it('every field of a refused set-up, and its token', async () => {
    const offer = await offerFirstAdministrator(authority.parts);
    assert.ok(offer);
    const browser = authority.openBrowser();
    const fields = { username: `${attack} u`, email: `${attack} e`, name: `${attack}\u202e`, password: 'short' };
    const page = await submitForm(browser, await browser.open(offer.link), fields);
    assertSafe(page);
    assert.equal(page.html.split(escaped).length, 4);
  });

  it('names, scopes and APIs on the consent page; names and user agents on the account page', async () => {
    const browser = authority.openBrowser('192.0.2.1', attack);
    const person = { username: '<img/onerror=alert(1)>', password };
    await submitForm(browser, await browser.open('/sign-up'), { ...person, name: attack });
    const consent = await signIn(browser, person, {
      page: await browser.open(createAuthorizationUrl(authority, 'third', { scope: 'orders:read' }).url),
    });
    assert.equal(consent.url.pathname, '/consent');
    assertSafe(consent);
    assert.match(consent.html, /&lt;img\/onerror=alert\(1\)&gt;/);
    await submitForm(browser, consent, {}, 'allow');
    const account = await browser.open('/account');
    assertSafe(account);
    assert.match(account.html, /&lt;img\/onerror=alert\(1\)&gt;/);
  });

  it('nothing of an address that leads nowhere', async () => {
    const page = await authority.openBrowser().open(`/sign-in?interaction=${encodeURIComponent(attack)}`);
    assert.equal(page.status, 400);
    assert.doesNotMatch(page.html, /<script|<img|onerror/);
    const missing = await authority.openBrowser().open(`/${encodeURIComponent(attack)}`);
    assert.doesNotMatch(missing.html, /<script|<img/);
  });
});
