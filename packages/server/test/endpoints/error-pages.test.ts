import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openPeopleAuthority, type PeopleAuthority } from './people-authority.ts';

/** Where people end up by no fault of their own: each place says what happened, and what they can do now. */
describe('an error page', () => {
  let authority: PeopleAuthority;
  before(async () => {
    authority = await openPeopleAuthority({ signUp: 'closed', clients: [...clients] });
  });
  after(() => authority.close());

  const clients = [
    { clientId: 'web', name: 'Web shop', type: 'public', redirectUris: ['https://app.example.com/callback'] },
  ] as const;
  const places = [
    ['an application that is not known', '/authorize?client_id=nobody', 400, /Go back to the application/],
    ['an application that does not say who it is', '/authorize', 400, /Go back to the application/],
    ['nowhere to return to', '/authorize?client_id=web', 400, /Go back to the application.*tell the people who run it/],
    [
      'a foreign address to return to',
      '/authorize?client_id=web&redirect_uri=https%3A%2F%2Fevil.example%2F',
      400,
      /Go back to the application/,
    ],
    ['a sign-in that took too long', '/authorize/resume?interaction=old', 400, /Go back to the application/],
    ['a sign-in page that is too old', '/sign-in?interaction=old', 400, /Go back to the application/],
    ['a consent page of nothing', '/consent', 400, /Start from the application/],
    ['a sign-out for nobody', '/logout?client_id=nobody', 400, /to sign out, go to the start page/],
    [
      'a sign-out to nowhere',
      '/logout?client_id=web&post_logout_redirect_uri=https%3A%2F%2Fevil.example%2F',
      400,
      /go to the start page/,
    ],
    ['sign-up where it is closed', '/sign-up', 403, /Ask an administrator for an account/],
    ['a set-up link that is used', '/setup?token=used', 404, /Restart the authority to get a new one/],
    ['an address that leads nowhere', '/nowhere', 404, /begin at the start page/],
    ['an address made for forms', '/account/sign-out', 405, /Begin at the start page/],
  ] as const;
  for (const [what, path, status, advice] of places) {
    it(`says what to do next after ${what}`, async () => {
      const page = await authority.openBrowser().open(path);
      assert.equal(page.status, status);
      assert.match(page.html, advice);
      assert.ok(page.links.some(({ url, text }) => url.pathname === '/' && text === 'Go to the start page'));
      const reference = page.headers.get('x-request-id') ?? '';
      assert.ok(page.html.includes(`<code>${reference}</code>`), 'the reference finds the log line');
    });
  }
});
