/** A browser that is closed in the evening and opened the next morning. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { launchLastingProfile } from '@latchkey/testing/chromium';
import { signUp } from '@latchkey/testing/sign-up';
import { fillSignIn, openStage, type Stage } from './stage.ts';

describe('a browser that is started again', () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage.close());

  /** @returns where a visit to the account leads after the restart. */
  async function restartAfterSignIn(remember: boolean): Promise<string> {
    const person = await signUp(stage.issuer);
    // Not among the data of the run: a browser's own files may hold what it was sent.
    const directory = mkdtempSync(join(tmpdir(), 'latchkey-chromium-'));
    const evening = await launchLastingProfile(directory);
    await evening.page.goto(`${stage.issuer}/sign-in`);
    if (remember) await evening.page.getByLabel('Stay signed in on this device').check();
    await fillSignIn(evening.page, person);
    await evening.page.waitForURL(`${stage.issuer}/account`);
    await evening.close();

    const morning = await launchLastingProfile(directory);
    await morning.page.goto(`${stage.issuer}/account`);
    const { pathname } = new URL(morning.page.url());
    await morning.close();
    rmSync(directory, { recursive: true, force: true });
    return pathname;
  }

  it('L7 is still signed in when its owner asked for that', async () => {
    assert.equal(await restartAfterSignIn(true), '/account');
  });

  it('L7 is signed out when its owner did not', async () => {
    assert.equal(await restartAfterSignIn(false), '/sign-in');
  });
});
