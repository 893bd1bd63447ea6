import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Browser } from '@latchkey/testing/browser';
import {
  obtainTokens,
  type PeopleAuthority,
  type Person,
  signIn,
  submitForm,
  submitTo,
  tryTokens,
} from './people-authority.ts';
import { dead, findSessionCookie, isSignedIn, live, openTwoDevices } from './two-devices.ts';

describe('the account page', () => {
  let authority: PeopleAuthority;
  let alice: Person;
  let laptop: Browser;
  let phone: Browser;
  beforeEach(async () => {
    ({ authority, alice, laptop, phone } = await openTwoDevices(
      'Mozilla/5.0 (Android 15; Mobile; rv:143.0) Gecko/143.0 Firefox/143.0 <script>alert(1)</script>',
    ));
  });
  afterEach(() => authority.close());

  it('R3 shows who one is, and every session: where, when, what', async () => {
    await signIn(laptop, alice);
    await obtainTokens(authority, phone, 'web', { scope: 'openid', person: alice });
    const page = await laptop.open('/account');
    assert.match(page.html, /<dd>alice<\/dd>/);
    assert.match(page.html, /<dd>alice@example\.com<\/dd>/);
    assert.match(page.html, /Chrome on Linux <span class="badge">This device<\/span>/);
    assert.match(page.html, /Firefox on Android/);
    assert.match(page.html, /<dd>192\.0\.2\.1<\/dd>/);
    assert.match(page.html, /<dd>198\.51\.100\.7<\/dd>/);
    assert.match(page.html, /<summary>Web shop<\/summary><ul><li>Know who you are here, and that you signed in<\/li>/);
    assert.match(
      page.html,
      /just now · <time datetime="\d{4}-\d\d-\d\dT[\d:.]+Z">\d+ \w+ \d{4}, \d\d:\d\d UTC<\/time>/,
    );
    assert.doesNotMatch(page.html, /<script/);
  });

  it('sends who is not signed in to sign in', async () => {
    const page = await laptop.open('/account');
    assert.equal(page.url.pathname, '/sign-in');
    // With two sessions the page has all its forms.
    await signIn(authority.openBrowser('192.0.2.3'), alice);
    await signIn(phone, alice);
    const seen = await phone.open('/account');
    const forged = laptop.show(seen.url, seen.html);
    for (const path of ['/account/sign-out', '/account/sessions/end-all', '/account/sessions/end-others']) {
      assert.equal((await submitTo(laptop, forged, path)).url.pathname, '/sign-in');
    }
    assert.equal(await isSignedIn(phone), true);
  });

  it('offers to end all others only when there are others', async () => {
    await signIn(phone, alice);
    const { html } = await phone.open('/account');
    assert.ok(!html.includes('End all'));
    await signIn(laptop, alice);
    assert.ok((await phone.open('/account')).html.includes('End all others'));
  });

  it('R2 ends one session with all that was issued under it, and touches no other', async () => {
    const lost = await obtainTokens(authority, phone, 'web', { scope: 'openid', person: alice });
    const kept = await obtainTokens(authority, laptop, 'web', { scope: 'openid', person: alice });
    assert.deepEqual(await tryTokens(authority, 'web', lost), live);
    const again = await obtainTokens(authority, phone, 'web', { scope: 'openid' });
    const account = await laptop.open('/account');
    const form = account.forms.find(({ action }) => action.pathname === '/account/sessions/end');
    assert.ok(form);
    const after = await laptop.submit(account, form);
    assert.equal(after.hops[0]?.status, 303);
    assert.match(after.html, /<p class="notice" role="status">That session has ended\.<\/p>/);
    assert.deepEqual(await tryTokens(authority, 'web', again), dead);
    assert.equal(await isSignedIn(phone), false);
    assert.deepEqual(await tryTokens(authority, 'web', kept), live);
    assert.equal(await isSignedIn(laptop), true);
  });

  it('R2 ends all other sessions', async () => {
    const lost = await obtainTokens(authority, phone, 'web', { scope: 'openid', person: alice });
    const kept = await obtainTokens(authority, laptop, 'web', { scope: 'openid', person: alice });
    await submitTo(laptop, await laptop.open('/account'), '/account/sessions/end-others');
    assert.deepEqual(await tryTokens(authority, 'web', lost), dead);
    assert.equal(await isSignedIn(phone), false);
    assert.deepEqual(await tryTokens(authority, 'web', kept), live);
    assert.equal(await isSignedIn(laptop), true);
  });

  it('R2 ends all sessions, this one too', async () => {
    const first = await obtainTokens(authority, phone, 'web', { scope: 'openid', person: alice });
    const second = await obtainTokens(authority, laptop, 'web', { scope: 'openid', person: alice });
    const after = await submitTo(laptop, await laptop.open('/account'), '/account/sessions/end-all');
    assert.equal(after.url.pathname, '/sign-in');
    assert.match(after.html, /You are signed out\./);
    assert.deepEqual(await tryTokens(authority, 'web', first), dead);
    assert.deepEqual(await tryTokens(authority, 'web', second), dead);
    assert.equal(await isSignedIn(phone), false);
    assert.equal(findSessionCookie(laptop), undefined);
  });

  it('R1 signs out: cookie, session, access and refresh tokens', async () => {
    const tokens = await obtainTokens(authority, laptop, 'web', { scope: 'openid', person: alice });
    const account = await laptop.open('/account');
    const after = await submitTo(laptop, account, '/account/sign-out');
    assert.equal(after.url.pathname, '/sign-in');
    assert.equal(findSessionCookie(laptop), undefined);
    assert.deepEqual(await tryTokens(authority, 'web', tokens), dead);
    assert.equal((await submitTo(laptop, account, '/account/sign-out')).url.pathname, '/sign-in', 'twice does no harm');
  });

  it("R3 ends nobody else's session", async () => {
    const bob = await authority.addPerson('bob');
    await signIn(phone, bob);
    const [bobs] = await authority.store.listSessions(await authority.findUserId('bob'));
    assert.ok(bobs);
    await signIn(laptop, alice);
    const forged = laptop.show(
      `${authority.config.issuer}/account`,
      `<form method="post" action="/account/sessions/end"><input name="session" value="${bobs.sessionId}"></form>`,
    );
    const done = await submitForm(laptop, forged, { session: bobs.sessionId });
    assert.equal(done.url.pathname, '/account');
    assert.equal(await isSignedIn(phone), true);
  });

  it('says nothing the address makes up', async () => {
    await signIn(laptop, alice);
    for (const notice of ['<script>alert(1)</script>', 'constructor', '__proto__', 'nothing']) {
      const page = await laptop.open(`/account?notice=${encodeURIComponent(notice)}`);
      assert.doesNotMatch(page.html, /class="notice"|<script/);
    }
  });
});
