import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunningAuthority } from '@latchkey/testing/authority-process';
import { type Browser, createBrowser } from '@latchkey/testing/browser';
import { recordSecret } from '@latchkey/testing/run';

export interface SignedUpPerson {
  readonly username: string;
  readonly email: string;
  readonly password: string;
}

/** The secret that the authority's first run generated for a client of latchkey.config.ts. */
export async function readClientSecret(authority: RunningAuthority, clientId: string): Promise<string> {
  const text = await readFile(join(authority.dataDirectory, 'secrets', 'clients', clientId), 'utf8');
  return recordSecret(text.trim());
}

/** Make a person through the sign-up page, as a stranger would. */
export async function signUp(issuer: string): Promise<SignedUpPerson> {
  const username = `person-${randomBytes(4).toString('hex')}`;
  const person = {
    username,
    email: `${username}@example.com`,
    password: recordSecret(randomBytes(12).toString('base64url')),
  };
  const browser = createBrowser();
  const page = await browser.open(new URL('/sign-up', issuer));
  const form = page.forms[0];
  assert.ok(form, 'the sign-up page has a form');
  const done = await browser.submit(page, form, person);
  assert.equal(done.status, 200, done.html);
  return person;
}

/** Follow an authorization URL through sign-in (and consent) to where the application is called back. */
export async function signIn(
  authorizationUrl: URL,
  person: SignedUpPerson,
  options: { readonly consent?: 'allow' | 'deny' } = {},
): Promise<{ readonly callbackUrl: URL; readonly browser: Browser }> {
  const browser = createBrowser();
  let page = await browser.open(authorizationUrl);
  const form = page.forms[0];
  assert.ok(form, `expected the sign-in page, got ${page.status} ${page.url}`);
  page = await browser.submit(page, form, { identifier: person.username, password: person.password });
  const consent = page.forms[0];
  if (page.location === undefined && consent !== undefined) {
    page = await browser.submit(page, consent, {}, options.consent ?? 'allow');
  }
  assert.ok(page.location, `expected to be sent back to the application, got ${page.status} ${page.url}`);
  const callbackUrl = new URL(page.location);
  const code = callbackUrl.searchParams.get('code');
  if (code !== null) recordSecret(code);
  return { callbackUrl, browser };
}
