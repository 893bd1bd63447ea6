/** Everything a person needs of the authority works in a browser that runs no script. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { recordSecret } from '@latchkey/testing/run';
import { assertQuiet, fillSignIn, openStage, type Stage } from './stage.ts';

describe('the authority without script', () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage.close());

  it('leads a stranger from an application through sign-up, sign-in and consent back to it, and out again', async () => {
    const profile = await stage.chromium.openProfile({ script: false, size: 'phone' });
    const { page } = profile;
    const username = `grace-${randomBytes(4).toString('hex')}`;
    const password = recordSecret(randomBytes(12).toString('base64url'));

    await page.goto(stage.authorizeUrl('partner', { state: 'kept-all-the-way' }));
    await page.getByRole('link', { name: 'Sign up' }).click();
    await page.getByLabel('User name').fill(username);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign up' }).click();
    await page.waitForURL(/\/sign-in\b/);
    await fillSignIn(page, { username, password });
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.waitForURL(`${stage.callback}?**`);
    const answer = new URL(page.url()).searchParams;
    assert.equal(answer.get('state'), 'kept-all-the-way');
    assert.equal(answer.get('iss'), stage.issuer);
    assert.ok(answer.get('code'));

    const newPassword = recordSecret(randomBytes(12).toString('base64url'));
    await page.goto(`${stage.issuer}/account`);
    await page.getByRole('link', { name: 'Change password' }).click();
    await page.getByLabel('Current password').fill(password);
    await page.getByLabel('New password').fill(newPassword);
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.waitForURL(/\/account\?notice=password-changed$/);

    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(/\/sign-in\b/);
    await fillSignIn(page, { username, password });
    await page.getByRole('alert').waitFor();
    await fillSignIn(page, { username, password: newPassword });
    await page.waitForURL(`${stage.issuer}/account`);

    await profile.answers();
    assertQuiet(profile, [stage.issuer, new URL(stage.callback).origin]);
    await profile.close();
  });
});
