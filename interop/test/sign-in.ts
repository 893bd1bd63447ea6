import assert from 'node:assert/strict';
import { type Browser, createBrowser } from '@latchkey/testing/browser';
import { recordSecret } from '@latchkey/testing/run';
import type { SignedUpPerson } from '@latchkey/testing/sign-up';

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
