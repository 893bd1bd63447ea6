import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createBrowser } from './browser.ts';
import { recordSecret } from './run.ts';

export interface SignedUpPerson {
  readonly username: string;
  readonly email: string;
  readonly password: string;
}

/**
 * Make an account through the sign-up page, as a stranger would, without the cost of a real browser.
 *
 * @param name - what the user name begins with; the rest is random, and so is the password.
 */
export async function signUp(issuer: string, name = 'person'): Promise<SignedUpPerson> {
  const username = `${name}-${randomBytes(4).toString('hex')}`;
  const password = recordSecret(randomBytes(12).toString('base64url'));
  const person = { username, password, email: `${username}@example.com` };
  const browser = createBrowser();
  const page = await browser.open(new URL('/sign-up', issuer));
  const form = page.forms[0];
  assert.ok(form, page.html);
  const done = await browser.submit(page, form, person);
  assert.equal(done.status, 200, done.html);
  return person;
}
