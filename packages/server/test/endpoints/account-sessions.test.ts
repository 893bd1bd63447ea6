import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Browser } from '@latchkey/testing/browser';
import { obtainTokens, type PeopleAuthority, type Person, signIn, tryTokens } from './people-authority.ts';
import { dead, findSessionCookie, isSignedIn, live, openTwoDevices } from './two-devices.ts';

interface ListedSession {
  readonly session_id: string;
  readonly current: boolean;
  readonly address: string;
  readonly auth_time: number;
  readonly grants: readonly { readonly client_id: string; readonly client_name: string; readonly scope: string }[];
}

describe('the sessions API', () => {
  let authority: PeopleAuthority;
  let alice: Person;
  let laptop: Browser;
  let phone: Browser;
  beforeEach(async () => {
    ({ authority, alice, laptop, phone } = await openTwoDevices());
  });
  afterEach(() => authority.close());

  function call(method: string, path: string, headers: Readonly<Record<string, string>>): Promise<Response> {
    return authority.fetch(new Request(`${authority.config.issuer}${path}`, { method, headers }));
  }

  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

  const cookieOf = (browser: Browser) => ({ cookie: findSessionCookie(browser) ?? '' });

  async function list(headers: Readonly<Record<string, string>>): Promise<readonly ListedSession[]> {
    const response = await call('GET', '/account/sessions', headers);
    assert.equal(response.status, 200);
    return ((await response.json()) as { sessions: readonly ListedSession[] }).sessions;
  }

  it('R3 V8 lists the same by access token and by cookie', async () => {
    const { accessToken } = await obtainTokens(authority, laptop, 'web', { scope: 'account', person: alice });
    await signIn(phone, alice);
    const byToken = await list(bearer(accessToken));
    assert.equal(byToken.length, 2);
    assert.deepEqual(byToken.map(({ current, address }) => [current, address]).sort(), [
      [false, '198.51.100.7'],
      [true, '192.0.2.1'],
    ]);
    const mine = byToken.find(({ current }) => current);
    assert.deepEqual(
      mine?.grants.map(({ client_id, client_name, scope }) => [client_id, client_name, scope]),
      [['web', 'Web shop', 'account']],
    );
    assert.ok(Math.abs((mine?.auth_time ?? 0) - Date.now() / 1000) < 3600);
    const byCookie = await list(cookieOf(laptop));
    assert.deepEqual(byCookie, byToken);
  });

  it('V4 refuses a token without the scope, and a call without anything', async () => {
    const { accessToken } = await obtainTokens(authority, laptop, 'web', { scope: 'openid', person: alice });
    assert.equal((await call('GET', '/account/sessions', bearer(accessToken))).status, 403);
    const nothing = await call('GET', '/account/sessions', {});
    assert.equal(nothing.status, 401);
    assert.match(nothing.headers.get('www-authenticate') ?? '', /^Bearer/);
    assert.equal((await call('DELETE', '/account/sessions', {})).status, 401);
    assert.equal((await call('GET', '/account/sessions', { cookie: '__Host-latchkey-session=x' })).status, 401);
  });

  it('takes the token, not the cookie, when there are both', async () => {
    const bob = await authority.addPerson('bob');
    const { accessToken } = await obtainTokens(authority, laptop, 'web', { scope: 'account', person: alice });
    await signIn(phone, bob);
    const [session] = await list({ ...bearer(accessToken), ...cookieOf(phone) });
    assert.equal(session?.address, '192.0.2.1');
    const wrong = await call('GET', '/account/sessions', { ...bearer('nonsense'), ...cookieOf(phone) });
    assert.equal(wrong.status, 401);
  });

  it('R2 ends one session by token: its tokens die, no others', async () => {
    const mine = await obtainTokens(authority, laptop, 'web', { scope: 'openid account', person: alice });
    const theirs = await obtainTokens(authority, phone, 'web', { scope: 'openid', person: alice });
    const other = (await list(bearer(mine.accessToken))).find(({ current }) => !current);
    const ended = await call('DELETE', `/account/sessions/${other?.session_id}`, bearer(mine.accessToken));
    assert.equal(ended.status, 204);
    assert.deepEqual(ended.headers.getSetCookie(), []);
    assert.deepEqual(await tryTokens(authority, 'web', theirs), dead);
    assert.deepEqual(await tryTokens(authority, 'web', mine), live);
    assert.equal(await isSignedIn(phone), false);
    const again = await call('DELETE', `/account/sessions/${other?.session_id}`, bearer(mine.accessToken));
    assert.equal(again.status, 404);
  });

  it('R1 ends the current session by token', async () => {
    const mine = await obtainTokens(authority, laptop, 'web', { scope: 'openid account', person: alice });
    assert.equal((await call('DELETE', '/account/sessions/current', bearer(mine.accessToken))).status, 204);
    assert.deepEqual(await tryTokens(authority, 'web', mine), dead);
    assert.equal((await call('GET', '/account/sessions', bearer(mine.accessToken))).status, 401);
    assert.equal(await isSignedIn(laptop), false);
  });

  it('R2 ends all sessions, or all but the current one', async () => {
    const mine = await obtainTokens(authority, laptop, 'web', { scope: 'openid account', person: alice });
    await signIn(phone, alice);
    const others = await call('DELETE', '/account/sessions?except=current', bearer(mine.accessToken));
    assert.deepEqual(await others.json(), { ended: 1 });
    assert.equal(await isSignedIn(phone), false);
    assert.equal(await isSignedIn(laptop), true);
    assert.equal((await call('DELETE', '/account/sessions?except=everything', bearer(mine.accessToken))).status, 400);
    const all = await call('DELETE', '/account/sessions', bearer(mine.accessToken));
    assert.deepEqual(await all.json(), { ended: 1 });
    assert.deepEqual(await tryTokens(authority, 'web', mine), dead);
  });

  it("R3 ends nobody else's session", async () => {
    const bob = await authority.addPerson('bob');
    await signIn(phone, bob);
    const [bobs] = await list(cookieOf(phone));
    const mine = await obtainTokens(authority, laptop, 'web', { scope: 'account', person: alice });
    assert.equal((await call('DELETE', `/account/sessions/${bobs?.session_id}`, bearer(mine.accessToken))).status, 404);
    assert.equal(await isSignedIn(phone), true);
  });

  describe('V8 B2 by cookie', () => {
    const own = { 'sec-fetch-site': 'same-origin' };

    it('refuses to end anything for another site, or for nobody knows whom', async () => {
      await signIn(laptop, alice);
      const [session] = await list(cookieOf(laptop));
      const foreign = [
        {},
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
        { origin: 'https://app.example.com' },
      ];
      for (const path of [
        '/account/sessions',
        '/account/sessions/current',
        `/account/sessions/${session?.session_id}`,
      ]) {
        for (const headers of foreign) {
          assert.equal((await call('DELETE', path, { ...cookieOf(laptop), ...headers })).status, 403, path);
        }
      }
      assert.equal(await isSignedIn(laptop), true);
    });

    it('ends the current session and takes the cookie away', async () => {
      await signIn(laptop, alice);
      const ended = await call('DELETE', '/account/sessions/current', { ...cookieOf(laptop), ...own });
      assert.equal(ended.status, 204);
      assert.match(ended.headers.getSetCookie()[0] ?? '', /^__Host-latchkey-session=; .*Max-Age=0/);
      assert.equal(await isSignedIn(laptop), false);
    });

    it('ends another session and leaves the cookie alone', async () => {
      await signIn(laptop, alice);
      await signIn(phone, alice);
      const other = (await list(cookieOf(laptop))).find(({ current }) => !current);
      const ended = await call('DELETE', `/account/sessions/${other?.session_id}`, { ...cookieOf(laptop), ...own });
      assert.equal(ended.status, 204);
      assert.deepEqual(ended.headers.getSetCookie(), []);
      assert.equal(await isSignedIn(phone), false);
      assert.equal(await isSignedIn(laptop), true);
    });

    it('ends all sessions and takes the cookie away', async () => {
      await signIn(laptop, alice);
      await signIn(phone, alice);
      const ended = await call('DELETE', '/account/sessions', { ...cookieOf(laptop), ...own });
      assert.deepEqual(await ended.json(), { ended: 2 });
      assert.match(ended.headers.getSetCookie()[0] ?? '', /Max-Age=0/);
      assert.equal(await isSignedIn(phone), false);
    });
  });

  it('H4 is never stored', async () => {
    await signIn(laptop, alice);
    const response = await call('GET', '/account/sessions', cookieOf(laptop));
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.match(response.headers.get('vary') ?? '', /Authorization/i);
  });
});
