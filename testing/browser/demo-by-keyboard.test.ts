/** The demo with a keyboard alone, in the dark and on a small screen; and what there is of it without script. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { signUp } from '@latchkey/testing/sign-up';
import { type DemoStage, openDemoStage, signOutOfShop, waitForShop } from './demo-stage.ts';
import { tabTo, typeSignIn } from './keyboard.ts';
import { fillSignIn } from './stage.ts';

describe('the demo by keyboard', { concurrency: 2 }, () => {
  let demo: DemoStage;
  before(async () => {
    demo = await openDemoStage();
  });
  after(() => demo.stop());

  it('B3 signs in, calls the API, ends another session and signs out, seeing at every stop where it is', async () => {
    const person = await signUp(demo.issuer);
    const other = await demo.openSignedIn(person);
    const profile = await demo.chromium.openProfile({ scheme: 'dark', size: 'phone' });
    const { page } = profile;
    await page.goto(demo.origin);
    await page.locator('body[data-session=signed_out]').waitFor();
    await tabTo(page, 'Sign in');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/sign-in\b/);
    await typeSignIn(page, person);
    await page.keyboard.press('Enter');
    await waitForShop(page);

    await tabTo(page, /^Read the orders/);
    await page.keyboard.press('Enter');
    await page.locator('#answer-status', { hasText: '200' }).waitFor();
    await page.getByRole('button', { name: /^End the session of / }).waitFor();
    await tabTo(page, /^End the session of /);
    await page.keyboard.press('Enter');
    await page.getByText(/is signed out: no API accepts its tokens/).waitFor();
    await other.page.locator('body[data-session=signed_out]').waitFor();

    await page.reload();
    await waitForShop(page);
    await tabTo(page, 'Sign out');
    await signOutOfShop(page, () => page.keyboard.press('Enter'));
    await other.close();
    await profile.close();
  });

  it('B3 signs in without script; only the page itself, which calls an API by script, then says what it needs', async () => {
    const person = await signUp(demo.issuer);
    const profile = await demo.chromium.openProfile({ script: false });
    const { page } = profile;
    await page.goto(`${demo.origin}/auth/login`);
    await fillSignIn(page, person);
    await page.waitForURL(`${demo.origin}/`);
    assert.match(await page.locator('body').innerText(), /it needs script/);
    await page.goto(`${demo.origin}/auth/session`);
    assert.match((await page.locator('body').textContent()) ?? '', /"signed_in":true/);
    await profile.close();
  });
});
