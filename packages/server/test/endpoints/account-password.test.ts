import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import type { Browser, Page } from '@latchkey/testing/browser';
import { pollFor } from '@latchkey/testing/poll';
import { recordSecret } from '@latchkey/testing/run';
import { obtainTokens, type PeopleAuthority, type Person, signIn, submitForm, tryTokens } from './people-authority.ts';
import { dead, findSessionCookie, isSignedIn, live, openTwoDevices } from './two-devices.ts';

const newPassword = recordSecret('a walk in shallow water');
const wrong = recordSecret('not the current password');

describe('/account/password', () => {
  let authority: PeopleAuthority;
  let alice: Person;
  let laptop: Browser;
  let phone: Browser;
  beforeEach(async () => {
    ({ authority, alice, laptop, phone } = await openTwoDevices());
  });
  afterEach(() => authority.close());

  async function change(fields: { password?: string; new_password?: string } = {}, browser = laptop): Promise<Page> {
    const page = await browser.open('/account/password');
    return await submitForm(browser, page, { password: alice.password, new_password: newPassword, ...fields });
  }

  async function countEvents(type: string): Promise<number> {
    return (await authority.events()).filter((event) => event.type === type).length;
  }

  async function countSessions(): Promise<number> {
    return (await authority.store.listSessions(await authority.findUserId('alice'))).length;
  }

  it('is reached from the account, and has what a password manager needs', async () => {
    await signIn(laptop, alice);
    const account = await laptop.open('/account');
    const link = account.links.find(({ text }) => text === 'Change password');
    assert.ok(link);
    const page = await laptop.follow(account, link);
    const form = page.forms.find(({ action }) => action.pathname === '/account/password');
    assert.deepEqual(
      form?.controls.map(({ name, attributes }) => [name, attributes.get('autocomplete')]),
      [
        ['', 'username'],
        ['password', 'current-password'],
        ['new_password', 'new-password'],
        ['', undefined],
      ],
    );
    assert.equal(form?.controls[0]?.value, 'alice');
  });

  it('R2 signs out everywhere else, tokens included, and goes on here', async () => {
    const lost = await obtainTokens(authority, phone, 'web', { scope: 'openid', person: alice });
    const kept = await obtainTokens(authority, laptop, 'web', { scope: 'openid', person: alice });
    assert.deepEqual(await tryTokens(authority, 'web', lost), live);
    const again = await obtainTokens(authority, phone, 'web', { scope: 'openid' });
    const after = await change();
    assert.equal(after.hops[0]?.status, 303);
    assert.equal(after.url.pathname, '/account');
    assert.match(after.html, /role="status">Your password is changed\. You were signed out everywhere else\.</);
    assert.equal(await isSignedIn(phone), false);
    assert.deepEqual(await tryTokens(authority, 'web', again), dead);
    assert.equal(await isSignedIn(laptop), true);
    assert.deepEqual(await tryTokens(authority, 'web', kept), live);
    assert.equal(await countSessions(), 1);
  });

  it('R2 takes the new password from then on, and the old one no more', async () => {
    await signIn(laptop, alice);
    await change();
    assert.equal((await signIn(authority.openBrowser(), alice)).status, 400);
    const page = await signIn(authority.openBrowser(), { username: 'alice', password: newPassword });
    assert.equal(page.url.pathname, '/account');
  });

  it('R2 lets nobody in who was judged by the old password before the change, and comes to a session after it', async () => {
    await signIn(laptop, alice);
    const letGo = authority.passwords.hold();
    authority.passwords.work.length = 0;
    const late = signIn(phone, alice);
    await authority.passwords.waitForWork(1);
    authority.passwords.stopHolding();
    assert.equal((await change()).url.pathname, '/account');
    letGo();
    const page = await late;
    assert.equal(page.status, 400);
    assert.match(page.html, /User name or password is wrong\. Check both and try again\./);
    assert.equal(findSessionCookie(phone), undefined);
    assert.equal(await isSignedIn(phone), false);
    assert.equal(await isSignedIn(laptop), true);
    assert.equal(await countSessions(), 1);
  });

  it('R2 renews nothing with a new password that is an old one by then', async () => {
    await signIn(laptop, alice);
    const { store } = authority;
    const { startSession } = store;
    mock.method(store, 'startSession', async (...request: Parameters<typeof startSession>) => {
      const { userId, passwordHash } = (await store.findForSignIn('alice')) ?? assert.fail();
      const again = { verifiedHash: passwordHash, newHash: 'another', exceptSessionId: undefined, reason: 'changed' };
      assert.equal((await store.changePassword({ userId, ...again }, request[1])).status, 'changed');
      return await startSession(...request);
    });
    assert.equal((await change()).url.pathname, '/sign-in');
    assert.equal(await isSignedIn(laptop), false);
  });

  it('L7 ends what was remembered elsewhere, and remembers this browser as before', async () => {
    await signIn(phone, alice, { remember: true });
    await signIn(laptop, alice, { remember: true });
    await change();
    phone.restart();
    laptop.restart();
    assert.equal(await isSignedIn(phone), false);
    assert.equal(await isSignedIn(laptop), true);
  });

  it('L7 does not begin to remember a browser that was not', async () => {
    await signIn(laptop, alice);
    await change();
    laptop.restart();
    assert.equal(await isSignedIn(laptop), false);
  });

  it('B2 replaces the cookie: the old one, if somebody has it, opens nothing', async () => {
    await signIn(laptop, alice);
    const before = findSessionCookie(laptop);
    assert.ok(before);
    await change();
    assert.notEqual(findSessionCookie(laptop), before);
    const stolen = await authority.fetch(
      new Request(`${authority.config.issuer}/account`, { headers: { cookie: before } }),
    );
    assert.equal(stolen.headers.get('location'), '/sign-in');
  });

  it('refuses a wrong current password, changes nothing and says what to do', async () => {
    await signIn(laptop, alice);
    const page = await change({ password: wrong });
    assert.equal(page.status, 400);
    assert.match(page.html, /<a href="#password">This is not your current password\. Check it and try again\.<\/a>/);
    assert.doesNotMatch(page.html, new RegExp(`${wrong}|${newPassword}`));
    assert.deepEqual(page.headers.getSetCookie(), []);
    assert.equal((await signIn(authority.openBrowser(), alice)).url.pathname, '/account');
    const [event] = (await authority.events()).filter(({ type }) => type === 'sign_in.failed');
    assert.deepEqual(event?.detail, { purpose: 'password_change', reason: 'wrong_password' });
  });

  it('L2 does not let an unlocked browser guess: tries are counted as at sign-in, on this device', async () => {
    await signIn(laptop, alice);
    authority.passwords.work.length = 0;
    for (let tries = 0; tries < 6; tries += 1) assert.equal((await change({ password: wrong })).status, 400);
    const limited = await change();
    assert.equal(limited.status, 429, 'even with the right one');
    assert.ok(Number(limited.headers.get('retry-after')) > 0);
    assert.match(limited.html, /There were too many tries\. Try again in 15 minutes\./);
    assert.equal(authority.passwords.work.length, 6);
    assert.equal(await countEvents('sign_in.limited'), 1);
    laptop.restart();
    assert.equal((await signIn(laptop, alice)).status, 429, 'the sign-in page counts the same tries');
  });

  it('L2 counts tries against the account where the device is not known', async () => {
    await signIn(laptop, alice);
    const cookie = findSessionCookie(laptop);
    assert.ok(cookie);
    const fields = { password: wrong, new_password: newPassword };
    const statuses = [];
    for (let tries = 0; tries < 6; tries += 1) {
      const headers = { cookie, 'sec-fetch-site': 'same-origin' };
      statuses.push((await authority.sendForm('/account/password', fields, headers)).status);
    }
    assert.deepEqual(statuses, [400, 400, 400, 400, 400, 429]);
  });

  it('answers 503 when too many are hashed at once, and says when to try again', async () => {
    await signIn(laptop, alice);
    const page = await laptop.open('/account/password');
    const letGo = authority.passwords.hold();
    const turnedAway: number[] = [];
    const guesses = Array.from({ length: 12 }, async (_, index) => {
      const browser = authority.openBrowser(`203.0.113.${index}`);
      turnedAway.push((await signIn(browser, { username: `name-${index}`, password: wrong })).status);
    });
    // Two are being hashed and six wait; the two places kept for known devices are taken next.
    await pollFor('four that are turned away', () => turnedAway.length >= 4);
    const fields = { password: alice.password, new_password: newPassword };
    const changes = Array.from({ length: 3 }, () => submitForm(laptop, page, fields));
    const first = await Promise.race(changes);
    assert.equal(first.status, 503);
    assert.equal(first.headers.get('retry-after'), '5');
    assert.match(first.html, /Try again in a few seconds/);
    letGo();
    await Promise.all([...guesses, ...changes]);
  });

  it('sends who is not signed in to sign in, and changes nothing', async () => {
    assert.equal((await laptop.open('/account/password')).url.pathname, '/sign-in');
    await signIn(phone, alice);
    const page = await phone.open('/account/password');
    const forged = laptop.show(page.url, page.html);
    authority.passwords.work.length = 0;
    const done = await submitForm(laptop, forged, { password: alice.password, new_password: newPassword });
    assert.equal(done.url.pathname, '/sign-in');
    assert.deepEqual(authority.passwords.work, []);
  });

  it('takes no harm from a form sent twice or a page gone back to', async () => {
    await signIn(laptop, alice);
    const page = await laptop.open('/account/password');
    const fields = { password: alice.password, new_password: newPassword };
    assert.equal((await submitForm(laptop, page, fields)).url.pathname, '/account');
    const second = await submitForm(laptop, page, fields);
    assert.equal(second.status, 400, 'the current password is the new one by now, and the new one it already is');
    assert.equal(await isSignedIn(laptop), true);
    assert.equal(await countEvents('user.password_changed'), 1);
  });

  it('changes it once when the button was pressed twice at once, and says so to the second', async () => {
    await signIn(laptop, alice);
    const page = await laptop.open('/account/password');
    const letGo = authority.passwords.hold();
    authority.passwords.work.length = 0;
    const fields = { password: alice.password, new_password: newPassword };
    const both = [submitForm(laptop, page, fields), submitForm(laptop, page, fields)];
    await authority.passwords.waitForWork(2);
    letGo();
    const pages = await Promise.all(both);
    assert.deepEqual(pages.map(({ status }) => status).sort(), [200, 409]);
    assert.match(pages.map(({ html }) => html).join(), /Your password was changed just now, perhaps because/);
    assert.equal(await countEvents('user.password_changed'), 1);
    assert.equal(await isSignedIn(laptop), true);
  });
});
