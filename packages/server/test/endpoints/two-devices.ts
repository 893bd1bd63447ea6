/** Somebody with two devices, for tests in which what happens on one must or must not be felt on the other. */
import type { Browser } from '@latchkey/testing/browser';
import { openPeopleAuthority, type PeopleAuthority, type Person } from './people-authority.ts';

export interface TwoDevices {
  readonly authority: PeopleAuthority;
  readonly alice: Person;
  /** Nobody is signed in on either yet. */
  readonly laptop: Browser;
  readonly phone: Browser;
}

/** What `tryTokens` answers for tokens that work, and for those that do not any more. */
export const live = { userinfo: 200, refresh: 200 };
export const dead = { userinfo: 401, refresh: 400 };

export async function openTwoDevices(phoneUserAgent?: string): Promise<TwoDevices> {
  const authority = await openPeopleAuthority();
  return {
    authority,
    alice: await authority.addPerson('alice', { email: 'alice@example.com' }),
    laptop: authority.openBrowser('192.0.2.1'),
    phone: authority.openBrowser('198.51.100.7', phoneUserAgent),
  };
}

export async function isSignedIn(browser: Browser): Promise<boolean> {
  return (await browser.open('/account')).url.pathname === '/account';
}

/** The session's cookie as a `Cookie` header has it; undefined when there is none. */
export function findSessionCookie(browser: Browser): string | undefined {
  const found = browser.cookies().find(({ name }) => name.endsWith('latchkey-session'));
  return found && `${found.name}=${found.value}`;
}
