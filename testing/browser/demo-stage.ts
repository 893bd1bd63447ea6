/** The running demo, and a Chromium to visit it. */
import assert from 'node:assert/strict';
import { type Chromium, launchChromium, type Profile, type ProfileOptions } from '@latchkey/testing/chromium';
import { type RunningDemo, type StartDemoOptions, startDemo } from '@latchkey/testing/demo-processes';
import type { Page } from 'playwright-core';
import { fillSignIn, type Person } from './stage.ts';

export interface DemoStage extends RunningDemo {
  readonly chromium: Chromium;
  /** A browser in which somebody is signed in to the demo, its first tab on the page. */
  openSignedIn(person: Person, options?: ProfileOptions): Promise<Profile>;
}

/** Everything on free ports, everything fresh. */
export async function openDemoStage(options?: StartDemoOptions): Promise<DemoStage> {
  const chromium = await launchChromium();
  const demo = await startDemo(options).catch(async (error: unknown) => {
    // What stays open would keep the test file from ending.
    await chromium.close();
    throw error;
  });
  return {
    ...demo,
    chromium,
    async openSignedIn(person, profileOptions) {
      const profile = await chromium.openProfile(profileOptions);
      await profile.page.goto(demo.origin);
      await signInToShop(profile.page, person);
      return profile;
    },
    async stop() {
      await chromium.close();
      await demo.stop();
    },
  };
}

/** From the page that nobody is signed in to, through the authority, and back. */
export async function signInToShop(page: Page, person: Person): Promise<void> {
  await page.getByRole('region', { name: 'What this is' }).getByRole('link', { name: 'Sign in' }).click();
  await fillSignIn(page, person);
  await waitForShop(page);
}

/** Until the page has found out that somebody is signed in, and its stream is open. */
export async function waitForShop(page: Page): Promise<void> {
  await page.locator('body[data-session=signed_in]').waitFor();
  await page.getByText('Connected', { exact: true }).waitFor();
}

/**
 * Press what signs out, and wait until the browser is back from the authority: the page that it leaves may notice by itself
 * that its session is over, just before it is left.
 */
export async function signOutOfShop(page: Page, press: () => Promise<void>): Promise<void> {
  // That of the page which is left must have been before.
  await page.waitForLoadState('load');
  await Promise.all([page.waitForEvent('load'), press()]);
  await page.locator('body[data-session=signed_out]').waitFor();
}

/** Press one of the calls, and wait for what the page says of the answer, such as `200 OK`. */
export async function pressCall(page: Page, name: string): Promise<string> {
  await page.getByRole('button', { name }).click();
  await page.locator('#answer[data-state=answered]').waitFor();
  return (await page.locator('#answer-status').textContent()) ?? '';
}

/** Nothing complained, except of a stream that was cut off with its session, and nobody else was asked. */
export function assertShopQuiet(demo: DemoStage, profile: Profile): void {
  const complaints = profile.complaints().filter((complaint) => !complaint.includes('ERR_INCOMPLETE_CHUNKED_ENCODING'));
  assert.deepEqual(complaints, []);
  const strangers = profile.origins().filter((origin) => origin !== demo.origin && origin !== demo.issuer);
  assert.deepEqual(strangers, []);
}
