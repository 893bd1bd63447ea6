import { after, afterEach, before, beforeEach } from 'node:test';
import type { TestPerson } from '@latchkey/testing/authority-in-process';
import type { AppBrowser } from './app-browser.ts';
import { openWiredAuthority, type WiredAuthority } from './test-authority.ts';
import { openTestBff, type TestBff, type TestBffOptions } from './test-bff.ts';

/** What a test of a suite that called {@link useShop} finds: a proxy of its own, and who stands before it. */
export interface Shop extends TestBff {
  /** New for each test. */
  readonly browser: AppBrowser;
  /** Somebody who can sign in; the same for the whole suite. */
  readonly person: TestPerson;
}

/**
 * Give each test of the suite that this is called in a proxy of its own, all of them before one real authority. The members
 * are there from the first `beforeEach` on.
 *
 * @param given.isSignedIn - whether the person is signed in as a test begins. Default false.
 */
export function useShop(given: Omit<TestBffOptions, 'wire'> & { readonly isSignedIn?: boolean } = {}): Shop {
  const { isSignedIn = false, ...options } = given;
  const shop = {} as Shop;
  let wire: WiredAuthority;
  let person: TestPerson;
  before(async () => {
    wire = await openWiredAuthority();
    person = await wire.authority.createUser();
  });
  after(() => wire.authority.close());
  beforeEach(async () => {
    const test = await openTestBff({ wire, ...options });
    Object.assign(shop, { ...test, person, browser: test.createBrowser() });
    if (isSignedIn) await shop.signIn(shop.browser, person);
  });
  afterEach(() => shop.close());
  return shop;
}
