import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from '@latchkey/testing/browser';
import { authorizeDefaults, type Changes, type OAuthDriver, openDriver } from './oauth-driver.ts';

const partner = { client_id: 'partner', redirect_uri: 'https://partner.example/callback', scope: 'openid orders:read' };

describe('an authorization request through the pages', () => {
  let driver: OAuthDriver;
  before(async () => {
    driver = await openDriver();
  });
  after(() => driver.close());

  const address = (changes: Changes = {}): string => {
    const entries = Object.entries({ ...authorizeDefaults, ...changes }).filter(([, value]) => value !== undefined);
    return `/authorize?${new URLSearchParams(entries as [string, string][])}`;
  };

  async function signInOnPage(browser: Browser, url: string): Promise<Page> {
    const page = await browser.open(url);
    const form = page.forms.find(({ controls }) => controls.some(({ name }) => name === 'password'));
    assert.ok(form, page.html);
    const { username, password } = driver.person;
    return await browser.submit(page, form, { identifier: username, password });
  }

  it('L1 signs a stranger in and returns to the client', async () => {
    const page = await signInOnPage(driver.authority.createBrowser(), address());
    assert.match(page.location ?? '', /^https:\/\/shop\.latchkey\.test\/callback\?code=lkc_/);
  });

  it('OIDC Core §3.1.2.1 is content after one new sign-in for prompt=login and max_age=0', async () => {
    for (const changes of [{ prompt: 'login' }, { max_age: '0' }, { prompt: 'select_account' }]) {
      const browser = driver.authority.createBrowser();
      await signInOnPage(browser, address());
      driver.authority.advance(5_000);
      const page = await signInOnPage(browser, address(changes));
      assert.match(page.location ?? '', /[?&]code=/, JSON.stringify(changes));
    }
  });

  it('asks a third-party client’s person once, sign-in and prompt=consent in one request included', async () => {
    const browser = driver.authority.createBrowser();
    const consent = await signInOnPage(browser, address({ ...partner, prompt: 'login consent' }));
    assert.equal(consent.url.pathname, '/consent', consent.html);
    const [form] = consent.forms;
    assert.ok(form);
    const page = await browser.submit(consent, form, {}, 'allow');
    assert.match(page.location ?? '', /^https:\/\/partner\.example\/callback\?code=/);
  });

  it('OIDC Core §3.1.2.2 refuses when another person signs in than the hinted one', async () => {
    const { id_token: hint } = await driver.obtainTokens();
    const bob = await driver.authority.createUser();
    const browser = driver.authority.createBrowser();
    const page = await browser.open(address({ id_token_hint: hint }));
    const [form] = page.forms;
    assert.ok(form);
    const answer = await browser.submit(page, form, { identifier: bob.username, password: bob.password });
    assert.equal(new URL(answer.location ?? '').searchParams.get('error'), 'login_required');
  });

  it('cannot be gone on with in another browser', async () => {
    const page = await driver.authority.createBrowser().open(address());
    const sealed = page.url.searchParams.get('interaction');
    assert.ok(sealed);
    const elsewhere = driver.authority.createBrowser();
    await signInOnPage(elsewhere, address());
    const resumed = await elsewhere.open(`/authorize/resume?interaction=${sealed}`);
    assert.equal(resumed.status, 400);
    assert.equal(resumed.location, undefined);
  });

  it('cannot be gone on with when the seal is forged, missing or of a sign-out', async () => {
    for (const query of ['', '?interaction=', '?interaction=AAAA', '?interaction=a&interaction=b']) {
      const response = await driver.authority.fetch(`/authorize/resume${query}`, {
        headers: { cookie: driver.cookie },
      });
      assert.equal(response.status, 400);
    }
  });

  it('judges the request anew when it goes on: a prompt cannot be left out on the way', async () => {
    const browser = driver.authority.createBrowser();
    const page = await browser.open(address({ prompt: 'login' }));
    const sealed = page.url.searchParams.get('interaction');
    const resumed = await browser.open(`/authorize/resume?interaction=${sealed}`);
    assert.equal(resumed.url.pathname, '/sign-in');
  });

  it('OIDC Core §3.1.2.3 is not content with an earlier sign-in when it goes on', async () => {
    const browser = driver.authority.createBrowser();
    await signInOnPage(browser, address());
    driver.authority.advance(5_000);
    for (const changes of [{ prompt: 'login' }, { max_age: '1' }]) {
      const page = await browser.open(address(changes));
      const resumed = await browser.open(`/authorize/resume?interaction=${page.url.searchParams.get('interaction')}`);
      assert.equal(resumed.url.pathname, '/sign-in');
    }
  });

  it('OIDC Core §3.1.2.1 takes POST, also from a form on the client’s own site', async () => {
    const browser = driver.authority.createBrowser();
    await signInOnPage(browser, address());
    const fields = Object.entries(authorizeDefaults).map(([n, v]) => `<input type="hidden" name="${n}" value="${v}">`);
    const html = `<form method="post" action="${driver.authority.issuer}/authorize">${fields.join('')}<button>Go</button></form>`;
    const shop = browser.show('https://shop.example/', html);
    const [form] = shop.forms;
    assert.ok(form);
    const page = await browser.submit(shop, form);
    assert.match(page.location ?? '', /^https:\/\/shop\.latchkey\.test\/callback\?code=/);
  });

  it('judges a posted request before sending it on', async () => {
    const body = new URLSearchParams({ ...authorizeDefaults, client_id: 'nobody' });
    const response = await driver.authority.fetch('/authorize', { method: 'POST', body });
    assert.equal(response.status, 400);
    const wrong = new URLSearchParams({ ...authorizeDefaults, response_type: 'token' });
    const answer = await driver.authority.fetch('/authorize', { method: 'POST', body: wrong });
    assert.match(answer.headers.get('location') ?? '', /error=unsupported_response_type/);
  });
});
