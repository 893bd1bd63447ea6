/**
 * What the demo's page says, in a real Chromium with everything real behind it: who allowed or refused what, and why. How it
 * looks, and what other sites and thieves can do with it, is seen in testing/browser.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { type Chromium, launchChromium, type Profile } from '@latchkey/testing/chromium';
import { type RunningDemo, startDemo } from '@latchkey/testing/demo-processes';
import { recordSecret } from '@latchkey/testing/run';
import type { Page } from 'playwright-core';

/** The console says so when the API breaks the stream off, as it should when a session ends. */
const brokenStream = 'Failed to load resource: net::ERR_INCOMPLETE_CHUNKED_ENCODING';

describe('the demo page', () => {
  let chromium: Chromium;
  let demo: RunningDemo;
  let profile: Profile;
  let page: Page;
  const person = {
    username: `ada-${randomBytes(4).toString('hex')}`,
    password: recordSecret(randomBytes(12).toString('base64url')),
  };

  before(async () => {
    chromium = await launchChromium();
    demo = await startDemo();
    profile = await chromium.openProfile();
    page = profile.page;
  });
  after(async () => {
    await chromium.close();
    await demo.stop();
  });

  function waitForState(tab: Page, state: 'signed_in' | 'signed_out'): Promise<unknown> {
    return tab.locator(`body[data-session="${state}"]`).waitFor();
  }

  async function signIn(tab: Page): Promise<void> {
    await tab.getByLabel('User name or e-mail').fill(person.username);
    await tab.getByLabel('Password').fill(person.password);
    await tab.getByRole('button', { name: 'Sign in' }).click();
    await waitForState(tab, 'signed_in');
  }

  async function beginSignIn(tab: Page): Promise<void> {
    await tab.goto(demo.origin);
    await waitForState(tab, 'signed_out');
    await tab.getByRole('link', { name: 'Sign in', exact: true }).click();
  }

  async function call(name: string): Promise<string> {
    const answered = page.waitForResponse((response) => response.url().includes('/api/orders'));
    await page.getByRole('button', { name }).click();
    await answered;
    const view = page.locator('#answer[data-state="answered"]');
    await view.waitFor();
    return view.locator('[role=status]').innerText();
  }

  it('B3 says who refuses when nobody is signed in', async () => {
    await page.goto(demo.origin);
    await waitForState(page, 'signed_out');
    assert.match(await call('Read the orders'), /401 Unauthorized[^]*Refused by the proxy[^]*never asked/);
  });

  it('B3 signs somebody up and in, and says hello', async () => {
    await beginSignIn(page);
    await page.getByRole('link', { name: 'Sign up' }).click();
    await page.getByLabel('User name').fill(person.username);
    await page.getByLabel('Your name').fill('Ada Lovelace');
    await page.getByLabel('Password').fill(person.password);
    await page.getByRole('button').click();
    await signIn(page);
    await page.getByRole('heading', { name: 'Hello, Ada Lovelace' }).waitFor();
    await page.getByText('Connected', { exact: true }).waitFor();
  });

  it('B2 V4 says of each call what came of it, by whom and why', async () => {
    assert.match(await call('Read the orders'), /200 OK[^]*Allowed by the orders API/);
    assert.match(await call('Place an order'), /201 Created[^]*Allowed by the orders API/);
    assert.match(await call('Delete an order'), /403 Forbidden[^]*Refused by the orders API[^]*Only an administrator/);
    assert.match(await call('Forge an order'), /403 Forbidden[^]*Refused by the proxy[^]*X-XSRF-TOKEN/);
  });

  /** Sign in in another browser, and end that session from the page. */
  async function endAnother(): Promise<void> {
    const other = await chromium.openProfile();
    await beginSignIn(other.page);
    await signIn(other.page);
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.getByRole('button', { name: /^End the session of/ }).click();
    await page.getByText('is signed out: no API accepts its tokens any more').waitFor();
    await other.close();
  }

  it('V6 R2 ends its own session, shows how soon it was refused, and its other tab notices', async () => {
    const tab = await profile.openTab();
    await tab.goto(demo.origin);
    await waitForState(tab, 'signed_in');
    await endAnother();
    await page.getByRole('button', { name: 'End this session' }).click();
    const result = page.getByText(/Refused by the .* after \d+ ms/);
    await result.waitFor();
    console.log(await result.innerText());
    await page.getByText('Closed: the session has ended').waitFor();
    await waitForState(page, 'signed_out');
    await waitForState(tab, 'signed_out');
    assert.equal(await page.locator('#sessions-message').textContent(), '', 'says nothing of the other one any more');
    await tab.close();
  });

  it('B1 was never told a token, asked nobody else, and its policy had nothing to refuse', async () => {
    const answers = await profile.answers();
    assert.ok(answers.some(({ url }) => url.endsWith('/api/orders')));
    for (const { url, body } of answers) assert.doesNotMatch(body, /\beyJ[\w-]+\.|\blkr_/, url);
    assert.deepEqual(
      profile.complaints().filter((text) => text !== brokenStream),
      [],
    );
    assert.deepEqual(profile.origins().toSorted(), [demo.origin, demo.issuer].toSorted());
  });
});
