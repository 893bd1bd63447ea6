import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Browser, Page } from '@latchkey/testing/browser';
import type { ClientId } from '../../src/ids.ts';
import {
  createAuthorizationUrl,
  openPeopleAuthority,
  type PeopleAuthority,
  type Person,
  readCallback,
  readCode,
  signIn,
  submitForm,
} from './people-authority.ts';
import { ordersApi, peopleConfig } from './people-config.ts';

const third = 'third' as ClientId;

describe('the consent page', () => {
  let authority: PeopleAuthority;
  let alice: Person;
  let browser: Browser;
  beforeEach(async () => {
    authority = await openPeopleAuthority();
    alice = await authority.addPerson('alice');
    browser = authority.openBrowser();
  });
  afterEach(() => authority.close());

  async function openConsent(scope = 'openid orders:read', more: Readonly<Record<string, string>> = {}): Promise<Page> {
    const page = await browser.open(createAuthorizationUrl(authority, third, { scope, ...more }).url);
    const consent = page.url.pathname === '/sign-in' ? await signIn(browser, alice, { page }) : page;
    assert.equal(consent.url.pathname, '/consent');
    return consent;
  }

  const findConsent = async (username = 'alice') =>
    await authority.store.findConsent(await authority.findUserId(username), third);

  it('says who asks, for what, in whose name, and where it leads', async () => {
    const page = await openConsent();
    assert.equal(page.status, 200);
    assert.match(page.html, /<strong>&lt;b&gt;Third&lt;\/b&gt; &amp; &quot;party&quot;<\/strong> asks for access/);
    assert.match(page.html, /in the name of <strong>alice<\/strong>/);
    assert.match(page.html, /belongs to somebody else/);
    assert.match(page.html, /you will be sent to <strong>third\.example\.net:8443<\/strong>/);
    assert.match(
      page.html,
      /<h2>Orders &amp; &lt;i&gt;more&lt;\/i&gt;<\/h2>\s*<ul class="asks"><li>.*<span>Read your &lt;orders&gt;<\/span><\/li><\/ul>/,
    );
    assert.match(page.html, /<span>Know who you are here, and that you signed in<\/span>/);
    assert.doesNotMatch(page.html, /Change your orders/);
    assert.match(
      page.headers.get('content-security-policy') ?? '',
      /form-action 'self' https:\/\/third\.example\.net:8443;/,
    );
    assert.match(page.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/);
  });

  it('lets the application have what was shown, and no more, once it is allowed', async () => {
    const done = await submitForm(browser, await openConsent(), {}, 'allow');
    assert.equal(readCallback(done).origin, 'https://third.example.net:8443');
    assert.ok(readCode(done));
    const consent = await findConsent();
    assert.deepEqual(consent?.scopes, ['openid', 'orders:read']);
    assert.deepEqual(consent?.resources, [ordersApi]);
    assert.equal((await authority.events()).filter(({ type }) => type === 'consent.given').length, 1);
  });

  it('does not ask again for the same, but for more', async () => {
    await submitForm(browser, await openConsent(), {}, 'allow');
    const again = await browser.open(createAuthorizationUrl(authority, third, { scope: 'openid orders:read' }).url);
    assert.ok(readCode(again));
    const more = await openConsent('openid orders:read orders:write');
    assert.match(more.html, /Change your orders/);
  });

  it('asks again when the application wants that', async () => {
    await submitForm(browser, await openConsent(), {}, 'allow');
    const again = await openConsent('openid orders:read', { prompt: 'consent' });
    assert.ok(readCode(await submitForm(browser, again, {}, 'allow')));
  });

  it('tells the application that it was denied, and records nothing', async () => {
    const done = await submitForm(browser, await openConsent(), {}, 'deny');
    const answer = readCallback(done).searchParams;
    assert.equal(answer.get('error'), 'access_denied');
    assert.equal(answer.get('state'), 'state-1');
    assert.equal(answer.get('iss'), 'https://id.example.com');
    assert.equal(answer.get('code'), null);
    assert.equal(await findConsent(), undefined);
  });

  it('can be answered twice, and gone back to', async () => {
    const page = await openConsent();
    assert.ok(readCode(await submitForm(browser, page, {}, 'allow')));
    assert.ok(readCode(await submitForm(browser, page, {}, 'allow')));
    assert.equal((await browser.open(page.url)).status, 200);
  });

  it('takes no answer that is neither yes nor no', async () => {
    const page = await openConsent();
    const silent = browser.show(page.url, page.html.replaceAll('name="decision"', ''));
    const done = await submitForm(browser, { ...silent, headers: page.headers, forms: silent.forms });
    assert.equal(done.status, 400);
    assert.match(done.html, /Neither Allow nor Deny was chosen/);
    assert.equal(await findConsent(), undefined);
  });

  it('sends who is signed out to sign in, and comes back', async () => {
    const page = await openConsent();
    authority.advance(13 * 3_600_000);
    const late = await browser.open(page.url);
    assert.equal(late.status, 400, 'the request is too old as well');
    const fresh = await browser.open(createAuthorizationUrl(authority, third, { scope: 'openid' }).url);
    assert.equal(fresh.url.pathname, '/sign-in');
    const sealed = fresh.url.searchParams.get('interaction') ?? '';
    const direct = await browser.open(`/consent?interaction=${sealed}`);
    assert.equal(direct.url.pathname, '/sign-in');
    assert.equal(direct.url.searchParams.get('interaction'), sealed);
  });

  it('takes the answer only from the person who saw the question', async () => {
    const page = await openConsent();
    const bob = await authority.addPerson('bob');
    const other = await browser.open('/account');
    await browser.submit(other, other.forms[0]!);
    await signIn(browser, bob);
    const done = await submitForm(browser, page, {}, 'allow');
    assert.equal(done.url.pathname, '/consent');
    assert.match(done.html, /in the name of <strong>bob<\/strong>/);
    assert.equal(await findConsent('bob'), undefined);
    assert.equal(await findConsent(), undefined);
  });

  it('asks nothing when no application does', async () => {
    await signIn(browser, alice);
    const page = await browser.open('/consent');
    assert.equal(page.status, 400);
    assert.match(page.html, /Start from the application/);
  });

  it('is refused in another browser', async () => {
    const page = await openConsent();
    const theirs = authority.openBrowser();
    await signIn(theirs, alice);
    assert.equal((await theirs.open(page.url)).status, 400);
    const stolen = theirs.show(page.url, page.html);
    const done = await submitForm(theirs, stolen, {}, 'allow');
    assert.equal(done.status, 400);
    assert.equal(await findConsent(), undefined);
  });

  it('does not appear for first-party applications', async () => {
    await signIn(browser, alice);
    assert.ok(readCode(await browser.open(createAuthorizationUrl(authority, 'web').url)));
  });

  it('is shown again for a scope that two allowed APIs have under one name', async () => {
    await authority.close();
    const stockApi = 'https://stock.example.com';
    const client = peopleConfig.clients?.find(({ clientId }) => clientId === third);
    assert.ok(client);
    const apis = [ordersApi, stockApi].map((audience) => {
      return { audience, name: audience, scopes: { read: 'Read', write: 'Write' } };
    });
    const clients = [{ ...client, scopes: ['openid', 'read', 'write'], audiences: [ordersApi, stockApi] }];
    authority = await openPeopleAuthority({ apis, clients });
    alice = await authority.addPerson('alice');
    browser = authority.openBrowser();
    const allow = async (scope: string, resource: string): Promise<void> => {
      const callback = await submitForm(browser, await openConsent(scope, { resource }), {}, 'allow');
      readCode(callback);
    };
    await allow('read', ordersApi);
    await allow('write', stockApi);
    // Of either API one thing was allowed, and of neither both.
    await allow('write', ordersApi);
  });
});
