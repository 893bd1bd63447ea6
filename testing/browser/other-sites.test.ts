/** What pages of other sites can make a browser do to the authority. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { pollFor } from '@latchkey/testing/poll';
import { signUp } from '@latchkey/testing/sign-up';
import type { Page } from 'playwright-core';
import { elsewhere, renderBait, withElsewhere } from './elsewhere.ts';
import { openStage, type Stage } from './stage.ts';

describe('a page of another site', { concurrency: 2 }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage.close());

  async function pressPrize(page: Page): Promise<number | undefined> {
    const [response] = await Promise.all([
      page.waitForResponse((candidate) => candidate.request().method() === 'POST'),
      page.getByRole('button', { name: 'Win a prize' }).click(),
    ]);
    await page.getByRole('heading').first().waitFor();
    return response.status();
  }

  async function isSignedIn(page: Page): Promise<boolean> {
    await page.goto(`${stage.issuer}/account`);
    return new URL(page.url()).pathname === '/account';
  }

  for (const { host, kind } of elsewhere) {
    it(`L6 signs nobody in from ${kind}`, async () => {
      const attacker = await signUp(stage.issuer, 'attacker');
      const profile = await stage.chromium.openProfile();
      const form = renderBait(`${stage.issuer}/sign-in`, {
        identifier: attacker.username,
        password: attacker.password,
      });
      await withElsewhere(host, form, async (origin) => {
        await profile.page.goto(origin);
        assert.equal(await pressPrize(profile.page), 403);
        assert.equal(await isSignedIn(profile.page), false);
      });
      await profile.close();
    });

    it(`R1 signs nobody out, and ends no session, from ${kind}`, async () => {
      const profile = await stage.openSignedIn(await signUp(stage.issuer));
      for (const path of ['/account/sign-out', '/account/sessions/end-all']) {
        await withElsewhere(host, renderBait(`${stage.issuer}${path}`, {}), async (origin) => {
          await profile.page.goto(origin);
          assert.equal(await pressPrize(profile.page), 403, path);
          assert.equal(await isSignedIn(profile.page), true, path);
        });
      }
      await profile.close();
    });

    it(`R2 changes no password from ${kind}, not even one that it knows`, async () => {
      const person = await signUp(stage.issuer);
      const profile = await stage.openSignedIn(person);
      const fields = { password: person.password, new_password: 'chosen by the attacker' };
      await withElsewhere(host, renderBait(`${stage.issuer}/account/password`, fields), async (origin) => {
        await profile.page.goto(origin);
        assert.equal(await pressPrize(profile.page), 403);
      });
      const other = await stage.openSignedIn(person);
      await other.close();
      await profile.close();
    });

    it(`R3 reads no list of sessions and ends none by script from ${kind}`, async () => {
      const profile = await stage.openSignedIn(await signUp(stage.issuer));
      const url = `${stage.issuer}/account/sessions`;
      const attempts = [
        `fetch('${url}', { credentials: 'include' }).then((response) => response.text())`,
        `fetch('${url}', { method: 'DELETE', credentials: 'include' }).then((response) => response.text())`,
      ];
      await withElsewhere(host, '', async (origin) => {
        await profile.page.goto(origin);
        for (const attempt of attempts) {
          const outcome = await profile.page.evaluate<string>(`${attempt}.catch((error) => error.name)`);
          assert.equal(outcome, 'TypeError', attempt);
        }
        assert.equal(await isSignedIn(profile.page), true);
      });
      await profile.close();
    });

    it(`B1 shows no page of the authority in a frame of ${kind}`, async () => {
      const profile = await stage.openSignedIn(await signUp(stage.issuer));
      await withElsewhere(host, `<iframe src="${stage.issuer}/account"></iframe>`, async (origin) => {
        await profile.page.goto(origin);
        const refusal = /Framing '.*' violates .*"frame-ancestors 'none'"/;
        await pollFor('the refusal', () => profile.complaints().some((complaint) => refusal.test(complaint)));
      });
      await profile.close();
    });
  }
});
