/** A sign-in form sent twice at once, over real connections: two clicks, or two tabs. */
import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { recordSecret } from '@latchkey/testing/run';
import type { UserId } from '../../src/ids.ts';
import { serve } from '../node/running-server.ts';
import { createAuthorizationUrl, openPeopleAuthority, type PeopleAuthority, type Person } from './people-authority.ts';

const sessionCookie = '__Host-latchkey-session';

describe('a sign-in form sent twice at once', () => {
  let authority: PeopleAuthority;
  let alice: Person;
  let aliceId: UserId;
  before(async () => {
    authority = await openPeopleAuthority();
    alice = await authority.addPerson('alice');
    aliceId = await authority.findUserId('alice');
  });
  after(() => authority.close());

  /** A server on a port of its own, and requests to it as a browser of the issuer sends them. */
  async function listen(
    test: TestContext,
  ): Promise<(path: string, cookies: readonly string[], form?: Record<string, string>) => Promise<Response>> {
    const { url } = await serve(test, authority.answer);
    return (path, cookies, form) =>
      fetch(new URL(path, url), {
        method: form === undefined ? 'GET' : 'POST',
        redirect: 'manual',
        headers: { origin: authority.config.issuer, cookie: cookies.join('; ') },
        ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
      });
  }

  function readCookie(response: Response, name: string): string {
    const pair = response.headers
      .getSetCookie()
      .find((text) => text.startsWith(`${name}=`))
      ?.split(';')[0];
    assert.ok(pair, `${response.status} sets no ${name}`);
    recordSecret(pair.slice(name.length + 1));
    return pair;
  }

  async function countSessions(): Promise<number> {
    return (await authority.store.listSessions(aliceId)).length;
  }

  const credentials = (): Record<string, string> => ({ identifier: alice.username, password: alice.password });

  it('R3 begins one session, and whichever answer the browser keeps opens it', async (test) => {
    const send = await listen(test);
    const browser = readCookie(await send('/sign-in', []), '__Host-latchkey-browser');
    const before = await countSessions();
    const answers = await Promise.all([
      send('/sign-in', [browser], credentials()),
      send('/sign-in', [browser], credentials()),
    ]);
    assert.equal(await countSessions(), before + 1);
    for (const answer of answers) {
      assert.equal(answer.headers.get('location'), '/account');
      assert.equal((await send('/account', [browser, readCookie(answer, sessionCookie)])).status, 200);
    }
  });

  it('R3 renews one session when somebody was signed in, and closes it to the cookie of before', async (test) => {
    const send = await listen(test);
    const browser = readCookie(await send('/sign-in', []), '__Host-latchkey-browser');
    const cookies = [browser, readCookie(await send('/sign-in', [browser], credentials()), sessionCookie)];
    const before = await countSessions();
    const answers = await Promise.all([
      send('/sign-in', cookies, credentials()),
      send('/sign-in', cookies, credentials()),
    ]);
    assert.equal(await countSessions(), before);
    for (const answer of answers) {
      assert.equal((await send('/account', [browser, readCookie(answer, sessionCookie)])).status, 200);
    }
    assert.equal((await send('/account', cookies)).headers.get('location'), '/sign-in');
  });

  it('R3 begins one session for an application that waits, and each answer goes on to it', async (test) => {
    const send = await listen(test);
    const { pathname, search } = new URL(createAuthorizationUrl(authority, 'web').url);
    const waiting = await send(`${pathname}${search}`, []);
    const browser = readCookie(waiting, '__Host-latchkey-browser');
    const interaction = new URL(waiting.headers.get('location') ?? '', 'https://x').searchParams.get('interaction');
    const form = { ...credentials(), interaction: interaction ?? assert.fail('nothing waits') };
    const before = await countSessions();
    const answers = await Promise.all([send('/sign-in', [browser], form), send('/sign-in', [browser], form)]);
    assert.equal(await countSessions(), before + 1);
    for (const answer of answers) {
      const cookies = [browser, readCookie(answer, sessionCookie)];
      const resumed = await send(answer.headers.get('location') ?? '', cookies);
      assert.match(resumed.headers.get('location') ?? '', /^https:\/\/app\.example\.com\/callback\?code=/);
    }
  });

  it('R3 is two sign-ins in two browsers', async (test) => {
    const send = await listen(test);
    const browsers = await Promise.all([send('/sign-in', []), send('/sign-in', [])]);
    const before = await countSessions();
    await Promise.all(
      browsers.map((page) => send('/sign-in', [readCookie(page, '__Host-latchkey-browser')], credentials())),
    );
    assert.equal(await countSessions(), before + 2);
  });
});
