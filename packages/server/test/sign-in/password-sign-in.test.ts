import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Browser, Page } from '@latchkey/testing/browser';
import { pollFor } from '@latchkey/testing/poll';
import type { UserId } from '../../src/ids.ts';
import { openPeopleAuthority, type PeopleAuthority, type Person, signIn } from '../endpoints/people-authority.ts';
import { testContext } from '../test-context.ts';

const wrong = 'not the right password';

describe('sign-in by password', () => {
  let authority: PeopleAuthority;
  let alice: Person;
  beforeEach(async () => {
    authority = await openPeopleAuthority();
    alice = await authority.addPerson('alice', { email: 'alice@example.com' });
  });
  afterEach(() => authority.close());

  function guess(
    username = 'alice',
    options: { browser?: Browser; address?: string; password?: string } = {},
  ): Promise<Page> {
    const browser = options.browser ?? authority.openBrowser(options.address);
    return signIn(browser, { username, password: options.password ?? wrong });
  }

  async function countEvents(type: string): Promise<number> {
    return (await authority.events()).filter((event) => event.type === type).length;
  }

  describe('L1 tells nobody who exists', () => {
    /** Everything of an answer but what was typed into it. */
    const describeAnswer = (page: Page, username: string) => ({
      status: page.status,
      html: page.html.replaceAll(username, 'NAME'),
      headers: [...page.headers].filter(([name]) => name !== 'x-request-id'),
    });

    it('by the answer, the work, or the number of events', async () => {
      const zoe = await authority.addPerson('zoe');
      await authority.store.deactivateUser(await authority.findUserId('zoe'), testContext);
      authority.passwords.work.length = 0;

      const cases = [
        { who: 'wrong password', username: 'alice', password: wrong },
        { who: 'unknown', username: 'nobody', password: wrong },
        { who: 'unknown e-mail', username: 'nobody@example.com', password: wrong },
        { who: 'malformed name', username: 'no body', password: wrong },
        { who: 'inactive, right password', username: 'zoe', password: zoe.password },
        { who: 'inactive, wrong password', username: 'zoe', password: wrong },
      ];
      const answers = [];
      for (const { who, username, password } of cases) {
        authority.passwords.work.length = 0;
        const eventsBefore = (await authority.events()).length;
        const page = await guess(username, { password });
        answers.push({
          who,
          answer: describeAnswer(page, username),
          work: [...authority.passwords.work],
          events: (await authority.events()).length - eventsBefore,
        });
      }
      const [first, ...others] = answers;
      assert.deepEqual(first?.work, ['verify current']);
      assert.equal(first?.events, 1);
      for (const other of others) assert.deepEqual({ ...other, who: '' }, { ...first, who: '' }, other.who);
    });

    it('by the limit: unknown names are limited after as many tries', async () => {
      const statuses = async (username: string, address: string) => {
        const all = [];
        for (let tries = 0; tries < 7; tries += 1) all.push((await guess(username, { address })).status);
        return all;
      };
      const known = await statuses('alice', '192.0.2.10');
      assert.deepEqual(known, [400, 400, 400, 400, 400, 429, 429]);
      assert.deepEqual(await statuses('nobody', '192.0.2.20'), known);
    });

    it('by sharing a limit between the two names of one person', async () => {
      for (let tries = 0; tries < 5; tries += 1) await guess('alice', { address: '192.0.2.10' });
      assert.equal((await guess('alice', { address: '192.0.2.11' })).status, 429);
      assert.equal((await guess('alice@example.com', { address: '192.0.2.11' })).status, 400);
    });

    it('but tells the audit trail', async () => {
      const zoe = await authority.addPerson('zoe');
      const zoeId = await authority.findUserId('zoe');
      await authority.store.deactivateUser(zoeId, testContext);
      await guess('alice');
      await guess('nobody');
      await guess('zoe', { password: zoe.password });
      await guess('alice', { password: alice.password });
      const events = (await authority.events()).filter(({ type }) => type.startsWith('sign_in.')).reverse();
      assert.deepEqual(
        events.map(({ type, userId, detail, address }) => [type, userId, detail?.['reason'], address]),
        [
          ['sign_in.failed', await authority.findUserId('alice'), 'wrong_password', '192.0.2.1'],
          ['sign_in.failed', undefined, 'unknown_user', '192.0.2.1'],
          ['sign_in.failed', zoeId, 'inactive_user', '192.0.2.1'],
          ['sign_in.succeeded', await authority.findUserId('alice'), undefined, '192.0.2.1'],
        ],
      );
      assert.doesNotMatch(JSON.stringify(events), /nobody/);
    });
  });

  it('L1 upgrades a hash with older parameters at the next sign-in, once', async () => {
    const user = {
      userId: 'old' as UserId,
      username: 'olga',
      usernameKey: 'olga',
      email: undefined,
      emailKey: undefined,
      name: undefined,
      roles: [],
      passwordHash: '$older$a password from before',
    };
    await authority.store.createUser(user, testContext);
    assert.equal((await guess('olga')).status, 400);
    assert.deepEqual(authority.passwords.work, ['verify older']);
    authority.passwords.work.length = 0;
    for (let times = 0; times < 2; times += 1) await guess('olga', { password: 'a password from before' });
    assert.deepEqual(authority.passwords.work, ['verify older', 'hash current', 'verify current']);
  });

  describe('L2 limits guesses', () => {
    it('per account, with one sentence, Retry-After, and one event', async () => {
      for (let tries = 0; tries < 5; tries += 1) assert.equal((await guess()).status, 400);
      authority.passwords.work.length = 0;
      const limited = await guess();
      assert.equal(limited.status, 429);
      const retryAfterSeconds = Number(limited.headers.get('retry-after'));
      assert.ok(retryAfterSeconds > 0 && retryAfterSeconds <= 900, String(retryAfterSeconds));
      assert.match(limited.html, /There were too many tries\. Try again in 15 minutes\./);
      assert.equal(limited.forms[0]?.controls.find(({ name }) => name === 'identifier')?.value, 'alice');
      assert.equal((await guess('alice', { password: alice.password })).status, 429, 'even the right one');
      assert.deepEqual(authority.passwords.work, []);
      assert.equal(await countEvents('sign_in.limited'), 1);
      assert.equal(await countEvents('sign_in.failed'), 5);
    });

    it('per account from however many addresses', async () => {
      for (let tries = 0; tries < 5; tries += 1) await guess('alice', { address: `203.0.113.${tries}` });
      assert.equal((await guess('alice', { address: '203.0.113.99' })).status, 429);
    });

    it('until the window is over', async () => {
      for (let tries = 0; tries < 6; tries += 1) await guess();
      authority.advance(901_000);
      const page = await guess('alice', { password: alice.password });
      assert.equal(page.url.pathname, '/account');
    });

    it('anew after a success', async () => {
      for (let round = 0; round < 3; round += 1) {
        for (let tries = 0; tries < 4; tries += 1)
          assert.equal((await guess('alice', { address: `203.0.113.${round}` })).status, 400);
        const page = await guess('alice', { password: alice.password, address: `203.0.113.${round}` });
        assert.equal(page.url.pathname, '/account');
      }
    });

    it('to no more than the limit, however many come at once', async () => {
      const pages = await Promise.all(
        Array.from({ length: 40 }, (_, index) => guess('alice', { address: `203.0.113.${index}` })),
      );
      const judged = pages.filter(({ status }) => status === 400).length;
      assert.ok(judged <= 5, `${judged} guesses were judged`);
      assert.ok(authority.passwords.work.length <= 5);
      assert.equal(
        pages.filter(({ status }) => status === 429).length + pages.filter(({ status }) => status === 503).length,
        40 - judged,
      );
    });

    it('per address, whomever they are about', async () => {
      for (let tries = 0; tries < 20; tries += 1) {
        assert.equal((await guess(`name-${tries}`, { address: '203.0.113.1' })).status, 400);
      }
      assert.equal((await guess('another', { address: '203.0.113.1' })).status, 429);
      assert.equal((await guess('another', { address: '203.0.113.2' })).status, 400);
    });

    it('per /64 of IPv6', async () => {
      for (let tries = 0; tries < 20; tries += 1) await guess(`name-${tries}`, { address: `2001:db8:0:1::${tries}` });
      assert.equal((await guess('another', { address: '2001:db8:0:1:ffff::1' })).status, 429);
      assert.equal((await guess('another', { address: '2001:db8:0:2::1' })).status, 400);
    });

    it('per address even of somebody who signs in to an account of their own in between', async () => {
      const mallory = await authority.addPerson('mallory');
      const address = '203.0.113.1';
      for (let tries = 0; tries < 20; tries += 1) {
        const own = tries % 4 === 0;
        await guess(own ? 'mallory' : `name-${tries}`, { address, password: own ? mallory.password : wrong });
      }
      assert.equal((await guess('another', { address })).status, 429);
    });
  });

  describe('L2 a known device', () => {
    it('is not locked out by guesses from elsewhere', async () => {
      const laptop = authority.openBrowser();
      await signIn(laptop, alice);
      laptop.restart();
      for (let tries = 0; tries < 8; tries += 1) await guess('alice', { address: `203.0.113.${tries}` });
      assert.equal((await guess('alice', { password: alice.password })).status, 429);
      assert.equal((await signIn(laptop, alice)).url.pathname, '/account');
    });

    it('is not locked out under the other name of its person either', async () => {
      const laptop = authority.openBrowser();
      await signIn(laptop, alice);
      laptop.restart();
      for (let tries = 0; tries < 8; tries += 1) await guess('alice@example.com', { address: `203.0.113.${tries}` });
      assert.equal((await signIn(laptop, { ...alice, username: 'alice@example.com' })).url.pathname, '/account');
    });

    it('is not locked out by guesses from behind the same address', async () => {
      const laptop = authority.openBrowser('203.0.113.1');
      await signIn(laptop, alice);
      laptop.restart();
      for (let tries = 0; tries < 25; tries += 1) await guess(`name-${tries}`, { address: '203.0.113.1' });
      assert.equal((await guess('x', { address: '203.0.113.1' })).status, 429);
      assert.equal((await signIn(laptop, alice)).url.pathname, '/account');
    });

    it('has a limit of its own', async () => {
      const laptop = authority.openBrowser();
      await signIn(laptop, alice);
      laptop.restart();
      for (let tries = 0; tries < 6; tries += 1) assert.equal((await guess('alice', { browser: laptop })).status, 400);
      assert.equal((await guess('alice', { browser: laptop, password: alice.password })).status, 429);
      assert.equal(
        (await guess('alice', { password: alice.password })).url.pathname,
        '/account',
        'strangers have theirs',
      );
    });

    it('does not give strangers a fresh start by signing in', async () => {
      const laptop = authority.openBrowser();
      await signIn(laptop, alice);
      laptop.restart();
      for (let tries = 0; tries < 5; tries += 1) await guess('alice', { address: `203.0.113.${tries}` });
      await signIn(laptop, alice);
      assert.equal((await guess('alice', { address: '203.0.113.99' })).status, 429);
    });

    it('is known to the people who signed in on it alone', async () => {
      await authority.addPerson('bob');
      const laptop = authority.openBrowser();
      await signIn(laptop, alice);
      laptop.restart();
      for (let tries = 0; tries < 5; tries += 1) await guess('bob', { address: `203.0.113.${tries}` });
      assert.equal((await guess('bob', { browser: laptop })).status, 429);
    });
  });

  describe('L2 when too many sign in at once', () => {
    /** Hold all hashing and take every place strangers have. Hands back how to let go. */
    async function fillQueue(): Promise<() => Promise<void>> {
      const letGo = authority.passwords.hold();
      const turnedAway: Page[] = [];
      const all = Array.from({ length: 30 }, async (_, index) => {
        const page = await guess(`name-${index}`, { address: `203.0.113.${index}` });
        turnedAway.push(page);
      });
      // Two are being hashed and six may wait: of eight places two are kept for known devices.
      await pollFor('22 that are turned away', () => turnedAway.length >= 22);
      assert.deepEqual(new Set(turnedAway.map(({ status }) => status)), new Set([503]));
      return async () => {
        letGo();
        await Promise.all(all);
      };
    }

    it('answers 503 with Retry-After, and counts nothing against who was turned away', async () => {
      const letGo = await fillQueue();
      for (let tries = 0; tries < 8; tries += 1) {
        const page = await guess('alice');
        assert.equal(page.status, 503);
        assert.equal(page.headers.get('retry-after'), '5');
        assert.match(page.html, /Too many people are signing in right now/);
      }
      await letGo();
      assert.equal(authority.passwords.work.length, 8);
      assert.equal((await guess('alice', { password: alice.password })).url.pathname, '/account');
    });

    it('still serves known devices, and the forms that cost no hash', async () => {
      const laptop = authority.openBrowser();
      await signIn(laptop, alice);
      laptop.restart();
      authority.passwords.work.length = 0;
      const letGo = await fillQueue();
      const mine = signIn(laptop, alice);
      assert.equal((await authority.openBrowser().open('/sign-in')).status, 200);
      await letGo();
      assert.equal((await mine).url.pathname, '/account');
    });

    it('turns sign-ups away as well', async () => {
      const letGo = await fillQueue();
      const browser = authority.openBrowser();
      const page = await browser.open('/sign-up');
      const form = page.forms[0];
      assert.ok(form);
      const answer = await browser.submit(page, form, { username: 'new', password: 'a long password' });
      assert.equal(answer.status, 503);
      assert.equal(answer.headers.get('retry-after'), '5');
      await letGo();
    });
  });
});
