/** An authority with an application beside it, and a Chromium to visit both. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { type RunningAuthority, startAuthority } from '@latchkey/testing/authority-process';
import { type Chromium, launchChromium, type Profile, type ProfileOptions } from '@latchkey/testing/chromium';
import type { SignedUpPerson } from '@latchkey/testing/sign-up';
import { startSite } from '@latchkey/testing/site';
import { cheapPasswordHashing } from '@latchkey/testing/test-config';
import type { Page } from 'playwright-core';

export interface Stage {
  readonly authority: RunningAuthority;
  readonly issuer: string;
  readonly chromium: Chromium;
  /** Where people sign in for the application: the authority's own (`shop`), or somebody else's (`partner`). */
  authorizeUrl(clientId: 'shop' | 'partner', parameters?: Readonly<Record<string, string>>): string;
  /** The application's page that people come back to. */
  readonly callback: string;
  /** A browser in which somebody is signed in, its first tab on the account. */
  openSignedIn(person: Person, options?: ProfileOptions): Promise<Profile>;
  close(): Promise<void>;
}

/** What a person types to sign in. */
export type Person = Pick<SignedUpPerson, 'username' | 'password'>;

const orders = 'http://localhost:9';

/** Everything on free ports, everything fresh. */
export async function openStage(): Promise<Stage> {
  const pages = new Map(['/callback', '/goodbye'].map((path) => [path, renderApplication(path)]));
  const application = await startSite('localhost', pages);
  const chromium = await launchChromium();
  const callback = `${application.origin}/callback`;
  const client = {
    type: 'public',
    redirectUris: [callback],
    postLogoutRedirectUris: [`${application.origin}/goodbye`],
    scopes: ['openid', 'profile', 'email', 'offline_access', 'orders:read', 'orders:write'],
    audiences: [orders],
  } as const;
  const starting = startAuthority({
    config: {
      signUp: 'open',
      apis: [
        {
          audience: orders,
          name: 'Orders',
          scopes: { 'orders:read': 'See your orders', 'orders:write': 'Place and change orders for you' },
        },
      ],
      clients: [
        { ...client, clientId: 'shop', name: 'Web shop', firstParty: true },
        { ...client, clientId: 'partner', name: 'Statistics by somebody else' },
      ],
      passwordHashing: cheapPasswordHashing,
    },
  });
  const closeOthers = async (): Promise<void> => {
    await chromium.close();
    await application.close();
  };
  const authority = await starting.catch(async (error: unknown) => {
    // What stays open would keep the test file from ending.
    await closeOthers();
    throw error;
  });
  return {
    authority,
    issuer: authority.issuer,
    chromium,
    callback,
    authorizeUrl(clientId, parameters = {}) {
      const query = new URLSearchParams({
        response_type: 'code',
        client_id: clientId,
        redirect_uri: callback,
        scope: 'openid profile orders:read orders:write',
        state: randomBytes(8).toString('hex'),
        // Nobody redeems the code: its verifier need not exist.
        code_challenge: randomBytes(32).toString('base64url'),
        code_challenge_method: 'S256',
        ...parameters,
      });
      return `${authority.issuer}/authorize?${query}`;
    },
    async openSignedIn(person, options) {
      const profile = await chromium.openProfile(options);
      await profile.page.goto(`${authority.issuer}/sign-in`);
      await fillSignIn(profile.page, person);
      await profile.page.waitForURL(`${authority.issuer}/account`);
      return profile;
    },
    async close() {
      await closeOthers();
      assert.equal(await authority.stop(), 0, authority.output());
    },
  };
}

/** Fill in the sign-in page that is shown, and press the button. */
export async function fillSignIn(page: Page, { username, password }: Person): Promise<void> {
  await page.getByLabel('User name or e-mail').fill(username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Press the button for the way back, once the page is there that it leads away from. */
export async function goBack(page: Page): Promise<void> {
  await page.waitForLoadState('load');
  await page.goBack();
}

/** Nothing complained, and nothing was asked of anybody but these. */
export function assertQuiet(profile: Profile, origins: readonly string[]): void {
  assert.deepEqual(profile.complaints(), []);
  const strangers = profile.origins().filter((origin) => !origins.includes(origin));
  assert.deepEqual(strangers, []);
}

function renderApplication(path: string): string {
  return `<!doctype html><html lang="en"><title>Web shop</title><link rel="icon" href="data:,"><h1>${path}</h1>`;
}
