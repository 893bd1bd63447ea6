import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from '@latchkey/testing/browser';
import { recordSecret } from '@latchkey/testing/run';
import { authorizeDefaults, type Changes, type OAuthDriver, openDriver, readClaims, verifier } from './oauth-driver.ts';

const goodbye = 'https://shop.latchkey.test/goodbye';

describe('/logout', () => {
  let driver: OAuthDriver;
  before(async () => {
    driver = await openDriver();
  });
  after(() => driver.close());

  function address(changes: Changes): string {
    const entries = Object.entries(changes).filter(([, value]) => value !== undefined);
    return `/logout?${new URLSearchParams(entries as [string, string][])}`;
  }

  /** A browser in which the person signed in to the shop, and the tokens the shop got. */
  async function signIn(): Promise<{ browser: Browser; tokens: Record<string, string> }> {
    const browser = driver.authority.createBrowser();
    const page = await browser.open(`/authorize?${new URLSearchParams(authorizeDefaults)}`);
    const [form] = page.forms;
    assert.ok(form);
    const { username, password } = driver.person;
    const back = await browser.submit(page, form, { identifier: username, password });
    const answer = await driver.token('web-app', {
      grant_type: 'authorization_code',
      code: new URL(back.location ?? '').searchParams.get('code') ?? undefined,
      redirect_uri: authorizeDefaults['redirect_uri'],
      code_verifier: verifier,
    });
    assert.equal(answer.status, 200);
    return { browser, tokens: answer.body };
  }

  async function isSignedIn(browser: Browser): Promise<boolean> {
    const query = new URLSearchParams({ ...authorizeDefaults, prompt: 'none' });
    const page = await browser.open(`/authorize?${query}`);
    return new URL(page.location ?? '').searchParams.has('code');
  }

  async function confirm(browser: Browser, page: Page): Promise<Page> {
    const form = page.forms.find(({ action }) => action.toString().endsWith('/logout'));
    assert.ok(form, page.html);
    return await browser.submit(page, form);
  }

  it('R1 and RP-Initiated Logout §2 end the session an ID token names at once, tokens included', async () => {
    const { browser, tokens } = await signIn();
    const query = { id_token_hint: tokens['id_token'], post_logout_redirect_uri: goodbye, state: 'a&b' };
    const page = await browser.open(address(query));
    assert.equal(page.location, `${goodbye}?state=a%26b`);
    assert.equal(await isSignedIn(browser), false);
    const refreshed = await driver.token('web-app', {
      grant_type: 'refresh_token',
      refresh_token: tokens['refresh_token'],
    });
    assert.equal(refreshed.status, 400);
    const userinfo = await driver.authority.fetch('/userinfo', {
      headers: { authorization: `Bearer ${tokens['access_token']}` },
    });
    assert.equal(userinfo.status, 401);
  });

  it('RP-Initiated Logout §2 accepts an expired ID token', async () => {
    const { browser, tokens } = await signIn();
    driver.authority.advance(3_600_000);
    const page = await browser.open(address({ id_token_hint: tokens['id_token'], post_logout_redirect_uri: goodbye }));
    assert.equal(page.location, goodbye);
    assert.equal(await isSignedIn(browser), false);
  });

  it('RP-Initiated Logout §2 asks the person when no ID token names this session', async () => {
    const { browser } = await signIn();
    const elsewhere = await signIn();
    const hints = [undefined, elsewhere.tokens['id_token'], 'not-a-token'];
    for (const id_token_hint of hints) {
      const page = await browser.open(
        address({ id_token_hint, client_id: 'web-app', post_logout_redirect_uri: goodbye }),
      );
      assert.equal(page.location, undefined);
      assert.equal(page.status, 200);
      assert.equal(await isSignedIn(browser), true);
    }
  });

  it('R1 ends the session when the person agrees, and returns to the client', async () => {
    const { browser } = await signIn();
    const query = { client_id: 'web-app', post_logout_redirect_uri: goodbye, state: 's' };
    const page = await confirm(browser, await browser.open(address(query)));
    assert.equal(page.location, `${goodbye}?state=s`);
    assert.equal(await isSignedIn(browser), false);
  });

  it('stays here when nobody said where to return to', async () => {
    const { browser } = await signIn();
    const page = await confirm(browser, await browser.open('/logout?state=ignored'));
    assert.equal(page.location, undefined);
    assert.equal(page.status, 200);
    assert.equal(await isSignedIn(browser), false);
  });

  it('L6 does not take the agreement from another site, nor in another browser', async () => {
    const { browser } = await signIn();
    const asked = await browser.open('/logout');
    const sealed = asked.forms[0]?.controls.find(({ name }) => name === 'interaction')?.value ?? '';
    assert.ok(sealed);
    const evil = browser.show(
      'https://evil.example/',
      `<form method="post" action="${driver.authority.issuer}/logout"><input name="interaction" value="${sealed}"><button>Win</button></form>`,
    );
    const [form] = evil.forms;
    assert.ok(form);
    assert.equal((await browser.submit(evil, form)).status, 403);
    assert.equal(await isSignedIn(browser), true);

    const other = await signIn();
    const page = other.browser.show(`${driver.authority.issuer}/logout`, evil.html);
    const [again] = page.forms;
    assert.ok(again);
    assert.equal((await other.browser.submit(page, again)).status, 400);
    assert.equal(await isSignedIn(other.browser), true);
  });

  it('takes no other sealed request for the agreement', async () => {
    const { browser } = await signIn();
    const page = await browser.open(`/authorize?${new URLSearchParams({ ...authorizeDefaults, prompt: 'login' })}`);
    const sealed = page.url.searchParams.get('interaction');
    const own = browser.show(
      `${driver.authority.issuer}/x`,
      `<form method="post" action="/logout"><input name="interaction" value="${sealed}"><button>Go</button></form>`,
    );
    const [form] = own.forms;
    assert.ok(form);
    assert.equal((await browser.submit(own, form)).status, 400);
    assert.equal(await isSignedIn(browser), true);
  });

  const openRedirects: Record<string, Changes> = {
    'an unregistered address': { client_id: 'web-app', post_logout_redirect_uri: 'https://evil.example/' },
    'an address with a query more': { client_id: 'web-app', post_logout_redirect_uri: `${goodbye}?to=evil` },
    'an address with a user name': {
      client_id: 'web-app',
      post_logout_redirect_uri: 'https://shop.latchkey.test@evil.example/goodbye',
    },
    'a protocol-relative address': { client_id: 'web-app', post_logout_redirect_uri: '//evil.example/' },
    'a redirect URI that is for signing in': {
      client_id: 'web-app',
      post_logout_redirect_uri: authorizeDefaults['redirect_uri'],
    },
    'another client’s address': {
      client_id: 'web-app',
      post_logout_redirect_uri: 'https://other.latchkey.test/goodbye',
    },
    'an address without a client': { post_logout_redirect_uri: goodbye },
    'an unknown client': { client_id: 'nobody', post_logout_redirect_uri: goodbye },
    'an unknown client that names no address': { client_id: 'nobody' },
    'script as address': { client_id: 'web-app', post_logout_redirect_uri: 'javascript:alert(1)' },
  };
  for (const [what, changes] of Object.entries(openRedirects)) {
    it(`RP-Initiated Logout §3 is no open redirect: ${what}`, async () => {
      for (const cookie of ['', driver.cookie]) {
        const headers: Record<string, string> = cookie === '' ? {} : { cookie };
        const response = await driver.authority.fetch(address(changes), { headers });
        assert.equal(response.status, 400);
        assert.equal(response.headers.get('location'), null);
        const posted = await driver.authority.fetch('/logout', {
          method: 'POST',
          body: new URLSearchParams(address(changes).slice('/logout?'.length)),
          headers,
        });
        assert.equal(posted.status, 400);
        assert.equal(posted.headers.get('location'), null);
      }
    });
  }

  describe('logout_hint', () => {
    const sidOf = (tokens: Record<string, string>): string => readClaims(tokens['id_token']).sid;

    it('R1 and RP-Initiated Logout §2 end the session at once for an application of it that names its sid', async () => {
      const { browser, tokens } = await signIn();
      const query = {
        client_id: 'web-app',
        logout_hint: sidOf(tokens),
        post_logout_redirect_uri: goodbye,
        state: 's',
      };
      const page = await browser.open(address(query));
      assert.equal(page.location, `${goodbye}?state=s`);
      assert.equal(await isSignedIn(browser), false);
    });

    it('R1 does so too when the application gave its grant back before', async () => {
      const { browser, tokens } = await signIn();
      const revoked = await driver.post('/revoke', 'web-app', { token: tokens['refresh_token'] });
      assert.equal(revoked.status, 200);
      const query = { client_id: 'web-app', logout_hint: sidOf(tokens), post_logout_redirect_uri: goodbye };
      assert.equal((await browser.open(address(query))).location, goodbye);
      assert.equal(await isSignedIn(browser), false);
    });

    const askingFirst: Record<string, (tokens: Record<string, string>, others: Record<string, string>) => Changes> = {
      'another session’s sid': (_, others) => ({ client_id: 'web-app', logout_hint: sidOf(others) }),
      'a made-up sid': () => ({ client_id: 'web-app', logout_hint: 'AAAAAAAAAAAAAAAAAAAAAA' }),
      'a sid without client_id': (tokens) => ({ logout_hint: sidOf(tokens) }),
      'an application without a grant under the session': (tokens) => ({
        client_id: 'other-app',
        logout_hint: sidOf(tokens),
      }),
      'the person’s id or name': (tokens) => ({
        client_id: 'web-app',
        logout_hint: readClaims(tokens['id_token']).sub,
      }),
      'a sid beside an ID token of another session': (tokens, others) => ({
        client_id: 'web-app',
        logout_hint: sidOf(tokens),
        id_token_hint: others['id_token'],
      }),
    };
    for (const [what, choose] of Object.entries(askingFirst)) {
      it(`asks the person first: ${what}`, async () => {
        const { browser, tokens } = await signIn();
        const { tokens: others } = await signIn();
        const page = await browser.open(address(choose(tokens, others)));
        assert.equal(page.status, 200);
        assert.equal(page.location, undefined);
        assert.equal(await isSignedIn(browser), true);
        await confirm(browser, page);
        assert.equal(await isSignedIn(browser), false);
      });
    }

    it('is no way to end the session of another browser', async () => {
      const { browser, tokens } = await signIn();
      const elsewhere = driver.authority.createBrowser();
      const query = { client_id: 'web-app', logout_hint: sidOf(tokens), post_logout_redirect_uri: goodbye };
      assert.equal((await elsewhere.open(address(query))).location, goodbye);
      assert.equal(await isSignedIn(browser), true);
    });

    it('RP-Initiated Logout §3 is no open redirect with it either', async () => {
      const { browser, tokens } = await signIn();
      const query = {
        client_id: 'web-app',
        logout_hint: sidOf(tokens),
        post_logout_redirect_uri: 'https://evil.example/',
      };
      assert.equal((await browser.open(address(query))).status, 400);
      assert.equal(await isSignedIn(browser), true);
    });
  });

  it('RP-Initiated Logout §2 refuses a client_id beside another client’s ID token', async () => {
    const { browser, tokens } = await signIn();
    const query = { id_token_hint: tokens['id_token'], client_id: 'other-app' };
    assert.equal((await browser.open(address(query))).status, 400);
    assert.equal(await isSignedIn(browser), true);
  });

  it('RFC 6749 §3.1 refuses repeated parameters', async () => {
    const response = await driver.authority.fetch('/logout?client_id=web-app&client_id=web-app');
    assert.equal(response.status, 400);
  });

  it('RP-Initiated Logout §2 takes POST, also from a form on the client’s own site', async () => {
    const { browser, tokens } = await signIn();
    const html = `<form method="post" action="${driver.authority.issuer}/logout"><input name="id_token_hint" value="${tokens['id_token']}"><input name="post_logout_redirect_uri" value="${goodbye}"><button>Out</button></form>`;
    const shop = browser.show('https://shop.example/', html);
    const [form] = shop.forms;
    assert.ok(form);
    assert.equal((await browser.submit(shop, form)).location, goodbye);
    assert.equal(await isSignedIn(browser), false);
  });

  it('H6 puts nothing of a form into the address that must not stand there', async () => {
    const password = recordSecret('typed-into-the-wrong-form');
    for (const [path, fields] of [
      ['/logout', { client_id: 'web-app' }],
      ['/authorize', authorizeDefaults],
    ] as const) {
      const body = new URLSearchParams({ ...fields, password });
      const response = await driver.authority.fetch(path, { method: 'POST', body });
      assert.equal(response.status, 400, path);
      assert.ok(!(await response.text()).includes(password));
    }
  });

  it('returns at once when nobody is signed in', async () => {
    const query = { client_id: 'web-app', post_logout_redirect_uri: goodbye, state: 's' };
    const page = await driver.authority.createBrowser().open(address(query));
    assert.equal(page.location, `${goodbye}?state=s`);
  });
});
