import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  createAuthorizationUrl,
  openPeopleAuthority,
  type PeopleAuthority,
  type Person,
  readCallback,
  readCode,
  requestToken,
  signIn,
  submitForm,
} from './people-authority.ts';
import { isSignedIn } from './two-devices.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

describe('the sign-in page', () => {
  let authority: PeopleAuthority;
  let alice: Person;
  before(async () => {
    authority = await openPeopleAuthority();
    alice = await authority.addPerson('alice', { email: 'alice@example.com' });
  });
  after(() => authority.close());

  it('L1 asks for what password managers know by name, without script', async () => {
    const page = await authority.openBrowser().open('/sign-in');
    assert.equal(page.status, 200);
    const controls = page.forms[0]?.controls ?? [];
    const autocompletes = controls.map((control) => [
      control.name,
      control.type,
      control.attributes.get('autocomplete'),
    ]);
    assert.deepEqual(autocompletes, [
      ['identifier', 'text', 'username'],
      ['password', 'password', 'current-password'],
      ['remember', 'checkbox', undefined],
      ['', 'submit', undefined],
    ]);
    assert.equal(page.forms[0]?.method, 'POST');
    assert.doesNotMatch(page.html, /<script/i);
    for (const name of ['identifier', 'password']) assert.match(page.html, new RegExp(`<label for="${name}">`));
  });

  for (const typed of ['alice', ' ALICE ', 'alice@example.com', 'Alice@EXAMPLE.com']) {
    it(`L1 lets in who types ${JSON.stringify(typed)}`, async () => {
      const page = await signIn(authority.openBrowser(), { ...alice, username: typed });
      assert.equal(page.url.pathname, '/account');
      assert.equal(page.hops[0]?.status, 303);
    });
  }

  it('L1 is never done by GET', async () => {
    const query = new URLSearchParams({ identifier: alice.username, password: alice.password });
    const page = await authority.openBrowser().open(`/sign-in?${query}`);
    assert.equal(page.status, 400);
    assert.deepEqual(page.headers.getSetCookie(), []);
  });

  it('L1 gives a refused form back as it was, but for the password', async () => {
    const browser = authority.openBrowser();
    const fields = { identifier: alice.username, password: 'not the right one', remember: true };
    const page = await submitForm(browser, await browser.open('/sign-in'), fields);
    assert.equal(page.status, 400);
    assert.match(page.html, /User name or password is wrong\. Check both and try again\./);
    const controls = page.forms[0]?.controls ?? [];
    const find = (name: string) => controls.find((control) => control.name === name);
    assert.equal(find('identifier')?.value, 'alice');
    assert.equal(find('password')?.attributes.get('aria-describedby'), 'problems');
    assert.match(page.html, /<div class="summary" id="problems" role="alert">/);
    assert.equal(find('remember')?.checked, true);
    assert.equal(find('password')?.value, '');
    assert.doesNotMatch(page.html, /not the right one/);
    assert.deepEqual(
      browser.cookies().map(({ name }) => name),
      ['__Host-latchkey-browser'],
    );
  });

  it('L1 says which field is empty, at no cost', async () => {
    authority.passwords.work.length = 0;
    const browser = authority.openBrowser();
    const page = await submitForm(browser, await browser.open('/sign-in'), { identifier: ' ', password: '' });
    assert.equal(page.status, 400);
    assert.match(page.html, /<a href="#identifier">Enter your user name or e-mail address\.<\/a>/);
    assert.match(page.html, /<a href="#password">Enter your password\.<\/a>/);
    assert.deepEqual(authority.passwords.work, []);
  });

  it('shows no form to who is signed in already', async () => {
    const browser = authority.openBrowser();
    await signIn(browser, alice);
    assert.equal((await browser.open('/sign-in')).url.pathname, '/account');
  });

  it('takes no harm from a form sent twice or a page gone back to', async () => {
    const browser = authority.openBrowser();
    const page = await browser.open('/sign-in');
    const first = await signIn(browser, alice, { page });
    const second = await signIn(browser, alice, { page });
    assert.equal(first.url.pathname, '/account');
    assert.equal(second.url.pathname, '/account');
    assert.equal(second.html.match(/This device/g)?.length, 1);
    assert.equal((await browser.open('/account')).status, 200);
  });

  it('links to sign-up, and takes the waiting request along', async () => {
    const browser = authority.openBrowser();
    const page = await browser.open(createAuthorizationUrl(authority, 'web').url);
    const link = page.links.find(({ url }) => url.pathname === '/sign-up');
    assert.equal(link?.url.searchParams.get('interaction'), page.url.searchParams.get('interaction'));
  });
});

describe('cookies of a sign-in', () => {
  async function signInAndReadCookies(issuer: string, remember: boolean): Promise<readonly string[]> {
    const authority = await openPeopleAuthority({ issuer });
    try {
      const alice = await authority.addPerson('alice');
      const fields = { identifier: alice.username, password: alice.password, ...(remember ? { remember: 'yes' } : {}) };
      const response = await authority.sendForm('/sign-in', fields);
      assert.equal(response.status, 303);
      return response.headers.getSetCookie();
    } finally {
      await authority.close();
    }
  }

  it('B1 are host-only, secure and script-proof on https', async () => {
    const [session = '', device = ''] = await signInAndReadCookies('https://id.example.com', false);
    assert.match(session, /^__Host-latchkey-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
    assert.match(device, /^__Host-latchkey-device=[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=34560000$/);
  });

  it('B1 do without prefix and Secure on plain http, where Safari would refuse them', async () => {
    const [session = '', device = ''] = await signInAndReadCookies('http://localhost:4000', false);
    assert.match(session, /^latchkey-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
    assert.match(device, /^latchkey-device=[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=34560000$/);
  });

  it('L7 are kept by the browser for as long as the session may live, if the person wants that', async () => {
    const [session = ''] = await signInAndReadCookies('https://id.example.com', true);
    assert.match(session, new RegExp(`; Max-Age=${60 * 86_400}$`));
  });
});

describe('the life of a session', () => {
  let authority: PeopleAuthority;
  let alice: Person;
  before(async () => {
    authority = await openPeopleAuthority();
    alice = await authority.addPerson('alice');
  });
  after(() => authority.close());

  it('L7 ends with the browser unless the person asked to stay signed in', async () => {
    const plain = authority.openBrowser();
    const remembered = authority.openBrowser();
    await signIn(plain, alice);
    await signIn(remembered, alice, { remember: true });
    plain.restart();
    remembered.restart();
    assert.equal(await isSignedIn(plain), false);
    assert.equal(await isSignedIn(remembered), true);
  });

  it('L7 ends after its idle time, which is longer when remembered', async () => {
    const plain = authority.openBrowser();
    const remembered = authority.openBrowser();
    await signIn(plain, alice);
    await signIn(remembered, alice, { remember: true });
    authority.advance(12 * hourMs + 1000);
    assert.equal(await isSignedIn(plain), false);
    assert.equal(await isSignedIn(remembered), true);
    authority.advance(14 * dayMs + 1000);
    assert.equal(await isSignedIn(remembered), false);
  });

  it('L7 ends after its absolute time, however much it is used', async () => {
    const plain = authority.openBrowser();
    const remembered = authority.openBrowser();
    await signIn(plain, alice);
    await signIn(remembered, alice, { remember: true });
    for (let hours = 0; hours < 20; hours += 10) {
      authority.advance(10 * hourMs);
      assert.equal(await isSignedIn(plain), true);
    }
    authority.advance(5 * hourMs);
    assert.equal(await isSignedIn(plain), false);
    for (let days = 1; days < 60; days += 9) {
      assert.equal(await isSignedIn(remembered), true);
      authority.advance(9 * dayMs);
    }
    assert.equal(await isSignedIn(remembered), false);
  });

  it('L7 is not renewed by being remembered: auth_time stays what it was', async () => {
    const browser = authority.openBrowser();
    await signIn(browser, alice, { remember: true });
    authority.advance(3 * dayMs);
    const aged = await browser.open(createAuthorizationUrl(authority, 'web', { max_age: '86400' }).url);
    assert.equal(aged.url.pathname, '/sign-in');
  });
});

describe('session fixation', () => {
  let authority: PeopleAuthority;
  let alice: Person;
  let mallory: Person;
  before(async () => {
    authority = await openPeopleAuthority();
    alice = await authority.addPerson('alice');
    mallory = await authority.addPerson('mallory');
  });
  after(() => authority.close());

  /** Sign in as a browser that sends exactly these cookies, and give back the session's new cookie. */
  async function postSignIn(person: Person, cookie: string): Promise<string> {
    const fields = { identifier: person.username, password: person.password };
    const response = await authority.sendForm('/sign-in', fields, { origin: authority.config.issuer, cookie });
    return (
      response.headers
        .getSetCookie()
        .find((text) => text.startsWith('__Host-latchkey-session='))
        ?.split(';')[0] ?? ''
    );
  }

  async function readAccount(cookie: string): Promise<Response> {
    return await authority.fetch(new Request(`${authority.config.issuer}/account`, { headers: { cookie } }));
  }

  it('gains nothing by planting a cookie before the victim signs in', async () => {
    const planted = await postSignIn(mallory, '');
    const victims = await postSignIn(alice, planted);
    assert.notEqual(victims, planted);
    assert.match(await (await readAccount(victims)).text(), /<dd>alice<\/dd>/);
    assert.equal((await readAccount(planted)).status, 303, "the planted one is nobody's any more");
  });

  it('gains nothing by making a secret up', async () => {
    const made = `__Host-latchkey-session=${Buffer.alloc(32, 7).toString('base64url')}`;
    const victims = await postSignIn(alice, made);
    assert.notEqual(victims, made);
    assert.equal((await readAccount(made)).status, 303);
  });

  it('gains nothing by planting the id of a browser and signing in under it at the same moment', async () => {
    const planted = `__Host-latchkey-browser=${Buffer.alloc(16, 7).toString('base64url')}`;
    const [mallorys, victims] = await Promise.all([postSignIn(mallory, planted), postSignIn(alice, planted)]);
    assert.match(await (await readAccount(victims)).text(), /<dd>alice<\/dd>/);
    assert.match(await (await readAccount(mallorys)).text(), /<dd>mallory<\/dd>/);
    assert.equal((await readAccount(planted)).status, 303, 'the id alone opens nothing');
  });

  it('replaces the secret at every sign-in, and keeps the sid of the same person', async () => {
    const first = await postSignIn(alice, '');
    const sidOf = async (cookie: string) => {
      const response = await authority.fetch(
        new Request(`${authority.config.issuer}/account/sessions`, { headers: { cookie } }),
      );
      const { sessions } = (await response.json()) as { sessions: { session_id: string; current: boolean }[] };
      return sessions.find(({ current }) => current)?.session_id;
    };
    const sid = await sidOf(first);
    const second = await postSignIn(alice, first);
    assert.notEqual(second, first);
    assert.equal(await sidOf(second), sid);
    assert.equal((await readAccount(first)).status, 303);
  });

  it('never shows the secret as a sid', async () => {
    const cookie = await postSignIn(alice, '');
    const secret = cookie.split('=')[1] ?? '';
    const response = await authority.fetch(
      new Request(`${authority.config.issuer}/account/sessions`, { headers: { cookie } }),
    );
    assert.equal((await response.text()).includes(secret), false);
  });
});

describe('a request that waits for a sign-in', () => {
  let authority: PeopleAuthority;
  let alice: Person;
  before(async () => {
    authority = await openPeopleAuthority();
    alice = await authority.addPerson('alice');
  });
  after(() => authority.close());

  it('goes on to the application with a code, which its verifier redeems', async () => {
    const browser = authority.openBrowser();
    const { url, verifier, redirectUri } = createAuthorizationUrl(authority, 'web', { scope: 'openid' });
    const page = await browser.open(url);
    assert.match(page.html, /going on to <strong>Web shop<\/strong>/);
    assert.match(page.headers.get('content-security-policy') ?? '', /form-action 'self' https:\/\/app\.example\.com;/);
    const done = await signIn(browser, alice, { page });
    assert.equal(readCallback(done).origin, 'https://app.example.com');
    assert.equal(readCallback(done).searchParams.get('state'), 'state-1');
    const token = await requestToken(authority, {
      grant_type: 'authorization_code',
      client_id: 'web',
      code: readCode(done),
      redirect_uri: redirectUri,
      code_verifier: verifier,
    });
    assert.equal(token.status, 200);
  });

  it('T11 needs no second sign-in for another application', async () => {
    const browser = authority.openBrowser();
    await signIn(browser, alice);
    const done = await browser.open(createAuthorizationUrl(authority, 'mobile').url);
    assert.ok(readCode(done));
  });

  it('survives wrong passwords on the way', async () => {
    const browser = authority.openBrowser();
    const page = await browser.open(createAuthorizationUrl(authority, 'web').url);
    const refused = await signIn(browser, { ...alice, password: 'wrong password' }, { page });
    assert.equal(refused.status, 400);
    assert.match(
      refused.headers.get('content-security-policy') ?? '',
      /form-action 'self' https:\/\/app\.example\.com;/,
    );
    const done = await signIn(browser, alice, { page: refused });
    assert.ok(readCode(done));
  });

  it('can be sent twice and gone back to: each time a code of its own, for the same person', async () => {
    const browser = authority.openBrowser();
    const page = await browser.open(createAuthorizationUrl(authority, 'web').url);
    const first = await signIn(browser, alice, { page });
    const second = await signIn(browser, alice, { page });
    assert.notEqual(readCode(first), readCode(second));
    assert.equal((await browser.open(page.url)).status, 200);
  });

  it('keeps the account chosen when it must be proved again', async () => {
    const browser = authority.openBrowser();
    await signIn(browser, alice, { remember: true });
    const page = await browser.open(createAuthorizationUrl(authority, 'web', { prompt: 'login' }).url);
    assert.equal(page.url.pathname, '/sign-in');
    const controls = page.forms[0]?.controls ?? [];
    assert.equal(controls.find(({ name }) => name === 'identifier')?.value, 'alice');
    assert.equal(controls.find(({ name }) => name === 'remember')?.checked, true);
    const done = await signIn(browser, alice, { page });
    assert.ok(readCode(done));
  });

  it('fills in whom the application names', async () => {
    const page = await authority
      .openBrowser()
      .open(createAuthorizationUrl(authority, 'web', { login_hint: 'bob' }).url);
    assert.equal(page.forms[0]?.controls.find(({ name }) => name === 'identifier')?.value, 'bob');
  });

  it('is refused in another browser, and signs nobody in there', async () => {
    const mine = authority.openBrowser();
    const theirs = authority.openBrowser();
    const page = await mine.open(createAuthorizationUrl(authority, 'web').url);
    // They have begun one of their own, so it is not for want of a cookie.
    await theirs.open(createAuthorizationUrl(authority, 'web').url);
    assert.equal((await theirs.open(page.url)).status, 400);
    const copied = theirs.show(page.url, page.html);
    const done = await signIn(theirs, alice, { page: copied });
    assert.equal(done.status, 400);
    assert.match(done.html, /begun in another browser\. Go back to the application/);
    assert.deepEqual(
      theirs.cookies().map(({ name }) => name),
      ['__Host-latchkey-browser'],
    );
  });

  it('is refused when it is too old, changed, or of another kind', async () => {
    const browser = authority.openBrowser();
    const page = await browser.open(createAuthorizationUrl(authority, 'web').url);
    const sealed = page.url.searchParams.get('interaction') ?? '';
    const changed = `${sealed.slice(0, -2)}${sealed.endsWith('AA') ? 'BB' : 'AA'}`;
    assert.equal((await browser.open(`/sign-in?interaction=${changed}`)).status, 400);
    authority.advance(1800 * 1000 + 1000);
    assert.equal((await browser.open(page.url)).status, 400);
    const late = await signIn(browser, alice, { page });
    assert.equal(late.status, 400);
    assert.equal((await browser.open('/account')).url.pathname, '/sign-in');
  });
});

describe('logs of sign-ins', () => {
  it('O1 hold no password, cookie or sealed request', async () => {
    const authority = await openPeopleAuthority();
    try {
      const alice = await authority.addPerson('alice');
      const browser = authority.openBrowser();
      const page = await browser.open(createAuthorizationUrl(authority, 'web').url);
      await signIn(browser, { ...alice, password: 'a wrong password' }, { page });
      await signIn(browser, alice, { page });
      const secrets = [
        alice.password,
        'a wrong password',
        page.url.searchParams.get('interaction') ?? 'none',
        ...browser.cookies().map(({ value }) => value),
      ];
      const text = authority.logLines.join('\n') + JSON.stringify(await authority.events());
      assert.ok(authority.logLines.length > 4);
      for (const secret of secrets) assert.equal(text.includes(secret), false);
    } finally {
      await authority.close();
    }
  });
});
