/** What the demo looks like, to eyes and to screen readers, in every state a person can bring about. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { signUp } from '@latchkey/testing/sign-up';
import {
  assertShopQuiet,
  type DemoStage,
  openDemoStage,
  pressCall,
  signInToShop,
  signOutOfShop,
} from './demo-stage.ts';
import { inspect } from './inspect.ts';

describe('the page of the demo', { concurrency: 2 }, () => {
  let demo: DemoStage;
  before(async () => {
    demo = await openDemoStage();
  });
  after(() => demo.stop());

  it('B3 signs in, calls the API through the proxy and signs out, without an error or a stranger', async () => {
    const person = await signUp(demo.issuer);
    const profile = await demo.chromium.openProfile();
    const { page } = profile;
    await page.goto(demo.origin);
    await page.locator('body[data-session=signed_out]').waitFor();
    await inspect(page, 'demo-signed-out');
    assert.match(await pressCall(page, 'Read the orders'), /^401/);
    await inspect(page, 'demo-signed-out-refused');

    await signInToShop(page, person);
    await page.getByText('This session', { exact: true }).waitFor();
    await inspect(page, 'demo-signed-in');
    assert.match(await pressCall(page, 'Read the orders'), /^200/);
    await inspect(page, 'demo-read');
    assert.match(await pressCall(page, 'Place an order'), /^201/);
    assert.match(await pressCall(page, 'Delete an order'), /^403/);
    await inspect(page, 'demo-delete-refused');
    assert.match(await pressCall(page, 'Forge an order'), /^403/);
    await inspect(page, 'demo-forge-refused');

    await signOutOfShop(page, () => page.getByRole('button', { name: 'Sign out' }).click());
    assert.equal(new URL(page.url()).origin, demo.origin);
    await inspect(page, 'demo-after-sign-out');
    await page.goto(`${demo.issuer}/account`);
    assert.equal(new URL(page.url()).pathname, '/sign-in', 'the authority has signed out too');
    await profile.answers();
    assertShopQuiet(demo, profile);
    await profile.close();
  });

  it('R2 R3 shows its sessions and ends them', async () => {
    const person = await signUp(demo.issuer);
    const other = await demo.openSignedIn(person, { size: 'phone' });
    const profile = await demo.openSignedIn(person);
    const { page } = profile;
    await page.getByRole('button', { name: /^End the session of / }).waitFor();
    await inspect(page, 'demo-two-sessions');
    await page.getByRole('button', { name: /^End the session of / }).click();
    await page.getByText(/is signed out: no API accepts its tokens/).waitFor();
    await inspect(page, 'demo-other-ended');
    await other.page.locator('body[data-session=signed_out]').waitFor();
    await inspect(other.page, 'demo-ended-from-elsewhere');

    await page.getByRole('button', { name: 'End this session' }).click();
    await page.locator('#revocation-result').getByRole('link', { name: 'Sign in again' }).waitFor();
    await page.locator('body[data-session=signed_out]').waitFor();
    await inspect(page, 'demo-ended-itself');
    assertShopQuiet(demo, profile);
    await profile.close();
    await other.close();
  });

  it('explains a sign-in that came to nothing', async () => {
    const profile = await demo.chromium.openProfile();
    const { page } = profile;
    // Nobody began this sign-in here.
    await page.goto(`${demo.origin}/auth/callback?code=unknown&state=unknown`);
    await page.getByText('That sign-in took too long').waitFor();
    await inspect(page, 'demo-sign-in-expired');
    for (const [code, words] of [
      ['access_denied', 'it was not allowed'],
      ['failed', 'did not pass every check'],
      ['unavailable', 'cannot be reached'],
    ] as const) {
      await page.goto(`${demo.origin}/?sign_in_error=${code}`);
      await page.locator('#notice', { hasText: words }).waitFor();
    }
    await profile.close();
  });
});
