/** What the pages of the authority look like, to eyes and to screen readers, in every state a person can bring about. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Profile } from '@latchkey/testing/chromium';
import { recordSecret } from '@latchkey/testing/run';
import { signUp } from '@latchkey/testing/sign-up';
import { inspect } from './inspect.ts';
import { assertQuiet, fillSignIn, openStage, type Person, type Stage } from './stage.ts';

describe('the pages of the authority', { concurrency: 2 }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage.close());

  /** Open a profile for a walk, and see at its end that nothing complained and nobody else was asked. */
  async function walk(steps: (profile: Profile) => Promise<void>): Promise<void> {
    const profile = await stage.chromium.openProfile();
    await steps(profile);
    await profile.answers();
    assertQuiet(profile, [stage.issuer, new URL(stage.callback).origin]);
    await profile.close();
  }

  it('lead from sign-up to the account', async () => {
    await walk(async ({ page }) => {
      const person = createPerson('ada');
      await page.goto(`${stage.issuer}/sign-up`);
      await inspect(page, 'sign-up');

      await page.getByLabel('User name').fill(person.username);
      await page.getByLabel('Password').fill(recordSecret('q7-Xz1'));
      await page.getByRole('button', { name: 'Sign up' }).click();
      await page.getByRole('alert').waitFor();
      await inspect(page, 'sign-up-refused');

      await page.getByLabel('Your name').fill('Ada Lovelace');
      await page.getByLabel('E-mail').fill(`${person.username}@example.com`);
      await page.getByLabel('Password').fill(person.password);
      await page.getByRole('button', { name: 'Sign up' }).click();
      await page.waitForURL(/\/sign-in/);
      await inspect(page, 'sign-in-after-sign-up');

      await fillSignIn(page, person);
      await page.getByRole('heading', { name: 'Ada Lovelace' }).waitFor();
      await inspect(page, 'account-first-session');
    });
  });

  it('say what was wrong with a password, and who waits behind the sign-in', async () => {
    const person = await signUp(stage.issuer);
    await walk(async ({ page }) => {
      await page.goto(stage.issuer);
      await inspect(page, 'start');
      await page.goto(stage.authorizeUrl('shop'));
      await inspect(page, 'sign-in-for-application');

      await fillSignIn(page, { ...person, password: recordSecret('not-her-password') });
      await page.getByRole('alert').waitFor();
      await inspect(page, 'sign-in-refused');

      await page.getByLabel('Password').fill(person.password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.waitForURL(`${stage.callback}?**`);
      await page.goto(stage.authorizeUrl('shop', { prompt: 'login' }));
      await inspect(page, 'sign-in-again');
    });
  });

  it('ask before somebody else’s application gets anything, and again before it signs a person out', async () => {
    const person = await signUp(stage.issuer);
    await walk(async ({ page }) => {
      await page.goto(stage.authorizeUrl('partner', { scope: 'openid profile email offline_access orders:read' }));
      await fillSignIn(page, person);
      await page.getByRole('heading', { name: 'Allow Statistics by somebody else?' }).waitFor();
      await inspect(page, 'consent');
      await page.getByRole('button', { name: 'Deny' }).click();
      await page.waitForURL(`${stage.callback}?**`);
      assert.equal(new URL(page.url()).searchParams.get('error'), 'access_denied');

      await page.goto(`${stage.issuer}/logout?client_id=partner`);
      await inspect(page, 'sign-out');
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
      await inspect(page, 'signed-out');
    });
  });

  it('R3 list the sessions of a person, and end them', async () => {
    const person = await signUp(stage.issuer);
    const phone = await stage.openSignedIn(person, { size: 'phone' });
    await walk(async ({ page }) => {
      await page.goto(`${stage.issuer}/sign-in`);
      await fillSignIn(page, person);
      await page.getByRole('button', { name: /^End the session of / }).waitFor();
      await inspect(page, 'account-two-sessions');
      await page.getByRole('button', { name: 'End all others' }).click();
      await page.getByRole('status').waitFor();
      await inspect(page, 'account-others-ended');
      assert.equal(await page.getByRole('button', { name: /^End the session of / }).count(), 0);
      await phone.page.reload();
      assert.equal(new URL(phone.page.url()).pathname, '/sign-in');

      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('status').waitFor();
      await inspect(page, 'sign-in-after-sign-out');
    });
    await phone.close();
  });

  it('R2 change a password, and end every other session with it', async () => {
    const person = await signUp(stage.issuer);
    const other = await stage.openSignedIn(person);
    await walk(async ({ page }) => {
      await page.goto(`${stage.issuer}/sign-in`);
      await fillSignIn(page, person);
      await page.getByRole('link', { name: 'Change password' }).click();
      await page.getByRole('heading', { name: 'Change password' }).waitFor();
      await inspect(page, 'password');
      const change = async (current: string): Promise<void> => {
        await page.getByLabel('Current password').fill(current);
        await page.getByLabel('New password').fill(recordSecret(randomBytes(12).toString('base64url')));
        await page.getByRole('button', { name: 'Change password' }).click();
      };
      await change(recordSecret('not-her-password'));
      await page.getByRole('alert').waitFor();
      await inspect(page, 'password-refused');
      await change(person.password);
      await page.getByRole('status').waitFor();
      await inspect(page, 'account-password-changed');
      await other.page.reload();
      assert.equal(new URL(other.page.url()).pathname, '/sign-in');
    });
    await other.close();
  });

  it('make the first administrator, once', async () => {
    const link = readFileSync(join(stage.authority.dataDirectory, 'first-administrator-link'), 'utf8').trim();
    await walk(async ({ page }) => {
      await page.goto(recordSecret(link));
      await inspect(page, 'setup');
      const person = createPerson('root');
      await page.getByLabel('User name').fill(person.username);
      await page.getByLabel('Password').fill(recordSecret('q7-Xz1'));
      await page.getByRole('button', { name: 'Create the administrator' }).click();
      await page.getByRole('alert').waitFor();
      await inspect(page, 'setup-refused');
      await page.getByLabel('Password').fill(person.password);
      await page.getByRole('button', { name: 'Create the administrator' }).click();
      await page.waitForURL(`${stage.issuer}/account?notice=first-administrator`);
      await inspect(page, 'account-administrator');
      await page.goto(link);
      await inspect(page, 'setup-link-dead');
    });
  });

  it('explain what cannot be done', async () => {
    await walk(async ({ page }) => {
      await page.goto(stage.authorizeUrl('shop', { redirect_uri: 'https://elsewhere.example/callback' }));
      await inspect(page, 'error-redirect-uri');
      await page.goto(`${stage.issuer}/nowhere`);
      await inspect(page, 'error-not-found');
    });
  });
});

function createPerson(name: string): Person {
  return {
    username: `${name}-${randomBytes(4).toString('hex')}`,
    password: recordSecret(randomBytes(12).toString('base64url')),
  };
}
