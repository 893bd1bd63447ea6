/** Impatience and second thoughts: buttons pressed twice, and the way back through the history. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { signUp } from '@latchkey/testing/sign-up';
import { assertQuiet, fillSignIn, goBack, openStage, type Stage } from './stage.ts';

describe('the authority, backwards and twice', { concurrency: 2 }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage.close());

  it('H4 shows nothing of an account to whoever goes back after sign-out', async () => {
    const person = await signUp(stage.issuer);
    const profile = await stage.openSignedIn(person);
    const { page } = profile;
    assert.match(await page.content(), new RegExp(person.username));
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(/\/sign-in\b/);
    await goBack(page);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    assert.doesNotMatch(await page.content(), new RegExp(person.username));
    await profile.answers();
    assertQuiet(profile, [stage.issuer]);
    await profile.close();
  });

  it('ends in the account for a button that is pressed twice', async () => {
    const person = await signUp(stage.issuer);
    const profile = await stage.chromium.openProfile();
    const { page } = profile;
    await page.goto(`${stage.issuer}/sign-in`);
    await page.getByLabel('User name or e-mail').fill(person.username);
    await page.getByLabel('Password').fill(person.password);
    await page.getByRole('button', { name: 'Sign in' }).dblclick();
    // Waiting for an address would fail with the navigation that the second press calls off.
    await page.getByRole('heading', { name: person.username }).waitFor();
    await profile.close();
  });

  it('goes on from the sign-in page that somebody went back to, whether or not it is sent once more', async () => {
    const person = await signUp(stage.issuer);
    const profile = await stage.chromium.openProfile();
    const { page } = profile;
    await page.goto(stage.authorizeUrl('shop'));
    await fillSignIn(page, person);
    await page.waitForURL(`${stage.callback}?**`);
    await goBack(page);
    await fillSignIn(page, person);
    await page.waitForURL(`${stage.callback}?**`);
    assert.ok(new URL(page.url()).searchParams.get('code'));
    await profile.close();
  });

  it('R1 is signed out for a button that is pressed twice', async () => {
    const profile = await stage.openSignedIn(await signUp(stage.issuer));
    const { page } = profile;
    await page.getByRole('button', { name: 'Sign out' }).dblclick();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.goto(`${stage.issuer}/account`);
    assert.equal(new URL(page.url()).pathname, '/sign-in');
    await profile.close();
  });
});
