/** A session that is ended from another browser. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { Profile } from '@latchkey/testing/chromium';
import { pollFor } from '@latchkey/testing/poll';
import { recordSecret } from '@latchkey/testing/run';
import { signUp } from '@latchkey/testing/sign-up';
import type { Page } from 'playwright-core';
import { type DemoStage, openDemoStage } from './demo-stage.ts';
import { fillSignIn, type Person } from './stage.ts';

const readStatus = `fetch('/api/orders').then((response) => response.status)`;

describe('a session of the demo that is ended from another browser', { concurrency: 2 }, () => {
  let demo: DemoStage;
  before(async () => {
    demo = await openDemoStage();
  });
  after(() => demo.stop());

  async function openAccount(person: Person): Promise<Profile> {
    const profile = await demo.chromium.openProfile();
    await profile.page.goto(`${demo.issuer}/sign-in`);
    await fillSignIn(profile.page, person);
    await profile.page.getByRole('button', { name: /^End the session of / }).waitFor();
    return profile;
  }

  /** Do what ends it, and see that the calls, the stream and the page of the first browser end. */
  async function watchEnd(page: Page, how: string, end: () => Promise<unknown>): Promise<void> {
    assert.equal(await page.evaluate<number>(readStatus), 200);
    const startedMs = performance.now();
    const ending = end();
    await pollFor('the refusal', async () => (await page.evaluate<number>(readStatus)) === 401);
    console.log(`refused ${Math.round(performance.now() - startedMs)} ms after ${how}`);
    await ending;
    await page.getByText('Closed: the session has ended').waitFor();
    await page.getByText('Your session has ended.').waitFor();
    await page.locator('body[data-session=signed_out]').waitFor();
  }

  it('R1 R2 is refused by the API, and the page and its stream end without being asked', async () => {
    const person = await signUp(demo.issuer);
    const profile = await demo.openSignedIn(person);
    const other = await openAccount(person);
    await watchEnd(profile.page, 'its end in the account', () =>
      other.page.getByRole('button', { name: /^End the session of / }).click(),
    );
    await other.close();
    await profile.close();
  });

  it('R2 ends with a change of the password', async () => {
    const person = await signUp(demo.issuer);
    const profile = await demo.openSignedIn(person);
    const other = await openAccount(person);
    await other.page.getByRole('link', { name: 'Change password' }).click();
    await other.page.getByLabel('Current password').fill(person.password);
    await other.page.getByLabel('New password').fill(recordSecret(randomBytes(12).toString('base64url')));
    await watchEnd(profile.page, 'the change of the password', () =>
      other.page.getByRole('button', { name: 'Change password' }).click(),
    );
    await other.close();
    await profile.close();
  });

  it('R2 ends with all others of the same person', async () => {
    const person = await signUp(demo.issuer);
    const profile = await demo.openSignedIn(person);
    const other = await openAccount(person);
    await watchEnd(profile.page, 'the end of all sessions', () =>
      other.page.getByRole('button', { name: 'End all, this one too' }).click(),
    );
    await other.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await other.close();
    await profile.close();
  });
});
