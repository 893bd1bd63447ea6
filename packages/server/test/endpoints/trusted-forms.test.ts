import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openPeopleAuthority, type PeopleAuthority, type Person } from './people-authority.ts';

const issuer = 'https://id.example.com';
const foreign = 'https://evil.example';

const forms = [
  '/sign-in',
  '/sign-up',
  '/setup',
  '/consent',
  '/account/sign-out',
  '/account/sessions/end',
  '/account/sessions/end-others',
  '/account/sessions/end-all',
  '/account/password',
];

/** Each of the three headers decides alone somewhere in here. */
const refusedHeaders: readonly Record<string, string>[] = [
  {},
  { 'sec-fetch-site': 'cross-site', origin: issuer, referer: `${issuer}/sign-in` },
  { 'sec-fetch-site': 'same-site', origin: issuer },
  { 'sec-fetch-site': 'none', origin: issuer },
  { 'sec-fetch-site': 'same-origin', origin: foreign },
  { origin: foreign, referer: `${issuer}/sign-in` },
  { origin: 'null', referer: `${issuer}/sign-in` },
  { referer: `${foreign}/${issuer}` },
];
const trustedHeaders: readonly Record<string, string>[] = [
  { 'sec-fetch-site': 'same-origin', origin: issuer },
  { 'sec-fetch-site': 'same-origin' },
  { origin: issuer },
  { referer: `${issuer}/sign-in` },
];

describe('forms', () => {
  let authority: PeopleAuthority;
  let alice: Person;
  before(async () => {
    authority = await openPeopleAuthority();
    alice = await authority.addPerson('alice');
  });
  after(() => authority.close());

  function post(path: string, headers: Record<string, string>): Promise<Response> {
    const fields = { identifier: alice.username, password: alice.password, username: 'mallory' };
    return authority.sendForm(path, fields, headers);
  }

  for (const path of forms) {
    for (const headers of refusedHeaders) {
      it(`L6 ${path} refuses ${JSON.stringify(headers)}, and says what to do`, async () => {
        authority.passwords.work.length = 0;
        const response = await post(path, headers);
        assert.equal(response.status, 403);
        assert.match(await response.text(), /was not sent from a page of this site.*Open https:\/\/id\.example\.com\//);
        assert.deepEqual(response.headers.getSetCookie(), []);
        assert.deepEqual(authority.passwords.work, []);
      });
    }
    for (const headers of trustedHeaders) {
      it(`L6 ${path} listens to ${JSON.stringify(headers)}`, async () => {
        assert.notEqual((await post(path, headers)).status, 403);
      });
    }
  }

  it('L6 signs nobody in from another site, password and all', async () => {
    const browser = authority.openBrowser();
    const page = browser.show(
      `${foreign}/`,
      `<form method="post" action="${issuer}/sign-in"><input name="identifier"><input name="password"></form>`,
    );
    const form = page.forms[0];
    assert.ok(form);
    const done = await browser.submit(page, form, { identifier: alice.username, password: alice.password });
    assert.equal(done.status, 403);
    assert.deepEqual(browser.cookies(), []);
  });
});
