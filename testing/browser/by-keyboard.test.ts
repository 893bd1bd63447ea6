/** The authority with a keyboard alone. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { signUp } from '@latchkey/testing/sign-up';
import { tabTo, typeSignIn } from './keyboard.ts';
import { openStage, type Stage } from './stage.ts';

describe('the authority by keyboard', { concurrency: 2 }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage.close());

  it('signs in with Enter in the password field, allows an application, and is back there', async () => {
    const person = await signUp(stage.issuer);
    const profile = await stage.chromium.openProfile();
    const { page } = profile;
    await page.goto(stage.authorizeUrl('partner'));
    await typeSignIn(page, person);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /^Allow/ }).waitFor();
    await tabTo(page, 'Allow');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${stage.callback}?**`);
    await profile.close();
  });

  it('ticks the box, presses the button, and signs out again, seeing at every stop where it is', async () => {
    const person = await signUp(stage.issuer);
    const profile = await stage.chromium.openProfile({ size: 'phone', scheme: 'dark' });
    const { page } = profile;
    await page.goto(`${stage.issuer}/sign-in`);
    await typeSignIn(page, person);
    await tabTo(page, 'Stay signed in on this device');
    await page.keyboard.press('Space');
    assert.ok(await page.getByLabel('Stay signed in on this device').isChecked());
    await tabTo(page, 'Sign in');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${stage.issuer}/account`);
    await tabTo(page, 'Change password');
    await page.goto(`${stage.issuer}/account`);
    await tabTo(page, 'Sign out');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/sign-in\b/);
    await profile.close();
  });
});
