/** Impatience and second thoughts in the demo: buttons pressed twice, and the way back through the history. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { signUp } from '@latchkey/testing/sign-up';
import { assertShopQuiet, type DemoStage, openDemoStage, pressCall, signOutOfShop, waitForShop } from './demo-stage.ts';
import { goBack } from './stage.ts';

describe('the demo, backwards and twice', { concurrency: 2 }, () => {
  let demo: DemoStage;
  before(async () => {
    demo = await openDemoStage();
  });
  after(() => demo.stop());

  it('H4 shows nothing of a person to whoever goes back after sign-out', async () => {
    const person = await signUp(demo.issuer);
    const profile = await demo.openSignedIn(person);
    const { page } = profile;
    await pressCall(page, 'Read the orders');
    await signOutOfShop(page, () => page.getByRole('button', { name: 'Sign out' }).click());
    await goBack(page);
    await page.locator('body[data-session=signed_out]').waitFor();
    assert.ok(!(await page.locator('body').innerText()).includes(person.username));
    assert.match(await pressCall(page, 'Read the orders'), /^401/);
    assertShopQuiet(demo, profile);
    await profile.close();
  });

  it('H4 answers with nothing that a cache may keep', async () => {
    const profile = await demo.openSignedIn(await signUp(demo.issuer));
    for (const path of ['/auth/session', '/api/orders', '/api/sessions']) {
      const cacheControl = await profile.page.evaluate<string>(
        `fetch('${path}').then((response) => response.headers.get('cache-control'))`,
      );
      assert.equal(cacheControl, 'no-store', path);
    }
    await profile.close();
  });

  it('R1 is signed out of for a button that is pressed twice', async () => {
    const profile = await demo.openSignedIn(await signUp(demo.issuer));
    const { page } = profile;
    await signOutOfShop(page, () => page.getByRole('button', { name: 'Sign out' }).dblclick());
    assert.equal(new URL(page.url()).origin, demo.origin);
    await page.goto(`${demo.issuer}/account`);
    assert.equal(new URL(page.url()).pathname, '/sign-in');
    await profile.close();
  });

  it('signs in for a button that is pressed twice, and stays so for who goes back into the sign-in', async () => {
    const person = await signUp(demo.issuer);
    const profile = await demo.chromium.openProfile();
    const { page } = profile;
    await page.goto(`${demo.origin}/auth/login`);
    await page.getByLabel('User name or e-mail').fill(person.username);
    await page.getByLabel('Password').fill(person.password);
    await page.getByRole('button', { name: 'Sign in' }).dblclick();
    await waitForShop(page);

    const callback = (await profile.answers()).find(({ url }) => url.startsWith(`${demo.origin}/auth/callback?`));
    assert.ok(callback);
    // As a reload of it would: its code is used up, its cookie gone, and nothing of that is the person's fault.
    await page.goto(callback.url);
    await waitForShop(page);
    assert.equal(page.url(), `${demo.origin}/`);
    assertShopQuiet(demo, profile);
    await profile.close();
  });
});
