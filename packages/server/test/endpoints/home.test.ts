import assert from 'node:assert/strict';
import { it } from 'node:test';
import { openPeopleAuthority, signIn } from './people-authority.ts';

it('the start page leads to sign-in, or to the account of who is signed in', async () => {
  const authority = await openPeopleAuthority();
  try {
    const alice = await authority.addPerson('alice');
    const browser = authority.openBrowser();
    assert.equal((await browser.open('/')).url.pathname, '/sign-in');
    await signIn(browser, alice);
    assert.equal((await browser.open('/')).url.pathname, '/account');
  } finally {
    await authority.close();
  }
});
