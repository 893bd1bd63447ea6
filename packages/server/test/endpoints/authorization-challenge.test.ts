import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { recordSecret } from '@latchkey/testing/run';
import { testContext } from '../test-context.ts';
import {
  openPeopleAuthority,
  type PeopleAuthority,
  type Person,
  requestToken,
  signIn,
  tryTokens,
} from './people-authority.ts';
import { backendSecret, ordersApi } from './people-config.ts';

const path = '/authorize/challenge';

describe('the authorization challenge endpoint', () => {
  let authority: PeopleAuthority;
  let alice: Person;
  let verifier: string;
  let request: Readonly<Record<string, string>>;
  beforeEach(async () => {
    authority = await openPeopleAuthority();
    alice = await authority.addPerson('alice', { email: 'alice@example.com' });
    verifier = recordSecret(randomBytes(32).toString('base64url'));
    request = {
      client_id: 'mobile',
      scope: 'openid account orders:read',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      username: alice.username,
      password: alice.password,
    };
  });
  afterEach(() => authority.close());

  async function challenge(body: object, headers?: Record<string, string>, address?: string) {
    const response = await authority.sendJson(path, body, headers, address);
    const answer = (await response.json()) as Readonly<Record<string, string>>;
    for (const name of ['authorization_code', 'device']) if (answer[name] !== undefined) recordSecret(answer[name]);
    return { response, body: answer };
  }

  /** Use up what the account allows strangers. */
  async function lockAlice(): Promise<void> {
    for (let tries = 0; tries < 5; tries += 1) await challenge({ ...request, password: 'not the right one' });
    assert.equal((await challenge(request)).response.status, 429);
  }

  async function assertRefused(body: object, status: number, error: string): Promise<void> {
    const answer = await challenge(body);
    assert.deepEqual([answer.response.status, answer.body['error']], [status, error]);
    assert.equal(typeof answer.body['error_description'], 'string');
    assert.equal(answer.body['authorization_code'], undefined);
  }

  it('L1 answers a code and the device to present next time, and neither token nor cookie', async () => {
    const { response, body } = await challenge(request);
    assert.equal(response.status, 200);
    assert.deepEqual(Object.keys(body), ['authorization_code', 'device']);
    assert.deepEqual(response.headers.getSetCookie(), []);
    assert.equal(response.headers.get('cache-control'), 'no-store');
  });

  it('L1 gives a code that its verifier redeems, for a session without a cookie', async () => {
    const { body } = await challenge({ ...request, username: 'ALICE@example.com' });
    const form = { grant_type: 'authorization_code', client_id: 'mobile', code: body['authorization_code'] ?? '' };
    const wrong = await requestToken(authority, { ...form, code_verifier: randomBytes(32).toString('base64url') });
    assert.equal(wrong.status, 400);
    const token = await requestToken(authority, { ...form, code_verifier: verifier });
    assert.equal(token.status, 200);
    const tokens = {
      accessToken: String(token.body['access_token']),
      refreshToken: String(token.body['refresh_token']),
    };
    const sessions = await authority.fetch(
      new Request(`${authority.config.issuer}/account/sessions`, {
        headers: { authorization: `Bearer ${tokens.accessToken}` },
      }),
    );
    const list = (await sessions.json()) as { sessions: { current: boolean; amr: string[] }[] };
    assert.deepEqual(
      list.sessions.map(({ current, amr }) => [current, amr]),
      [[true, ['pwd']]],
    );
    assert.deepEqual(await tryTokens(authority, 'mobile', tokens), { userinfo: 200, refresh: 200 });
  });

  it('L6 takes JSON only, which no form can send', async () => {
    for (const contentType of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data']) {
      const response = await authority.fetch(
        new Request(`${authority.config.issuer}${path}`, {
          method: 'POST',
          headers: { 'content-type': contentType },
          body: JSON.stringify(request),
        }),
      );
      assert.equal(response.status, 415);
    }
    assert.deepEqual(authority.passwords.work, []);
  });

  it('L1 refuses unknown, wrong and inactive alike', async () => {
    await assertRefused({ ...request, password: 'not the right one' }, 403, 'access_denied');
    await assertRefused({ ...request, username: 'nobody' }, 403, 'access_denied');
    await authority.store.deactivateUser(await authority.findUserId('alice'), testContext);
    await assertRefused(request, 403, 'access_denied');
    assert.deepEqual(authority.passwords.work, ['verify current', 'verify current', 'verify current']);
  });

  it('R2 gives no code for a password that was changed while it was being judged', async () => {
    const letGo = authority.passwords.hold();
    const late = assertRefused(request, 403, 'access_denied');
    await authority.passwords.waitForWork(1);
    const { userId, passwordHash } = (await authority.store.findForSignIn('alice')) ?? assert.fail();
    const change = { verifiedHash: passwordHash, newHash: 'another', exceptSessionId: undefined, reason: 'changed' };
    assert.equal((await authority.store.changePassword({ userId, ...change }, testContext)).status, 'changed');
    letGo();
    await late;
    assert.deepEqual(await authority.store.listSessions(userId), []);
  });

  it('is for listed clients alone', async () => {
    await assertRefused({ ...request, client_id: 'web' }, 400, 'unauthorized_client');
    await assertRefused({ ...request, client_id: 'third' }, 400, 'unauthorized_client');
    await assertRefused({ ...request, client_id: 'nobody' }, 401, 'invalid_client');
    assert.deepEqual(authority.passwords.work, []);
  });

  it('wants the secret of a confidential client', async () => {
    const backend = { ...request, client_id: 'backend' };
    await assertRefused(backend, 401, 'invalid_client');
    await assertRefused({ ...backend, client_secret: 'not the right secret' }, 401, 'invalid_client');
    assert.deepEqual(authority.passwords.work, []);
    assert.equal((await challenge({ ...backend, client_secret: backendSecret })).response.status, 200);
    const basic = Buffer.from(`backend:${encodeURIComponent(backendSecret)}`).toString('base64');
    const { client_id: _, ...unnamed } = backend;
    assert.equal((await challenge(unnamed, { authorization: `Basic ${basic}` })).response.status, 200);
  });

  it('wants PKCE with S256, before it looks at the password', async () => {
    const { code_challenge: _, ...without } = request;
    await assertRefused(without, 400, 'invalid_request');
    await assertRefused({ ...request, code_challenge_method: 'plain' }, 400, 'invalid_request');
    assert.deepEqual(authority.passwords.work, []);
  });

  it('refuses scopes and resources the client has not, and what is no string', async () => {
    await assertRefused({ ...request, scope: 'openid admin' }, 400, 'invalid_scope');
    await assertRefused({ ...request, resource: 'https://elsewhere.example' }, 400, 'invalid_target');
    await assertRefused({ ...request, resource: [ordersApi, 7] }, 400, 'invalid_request');
    await assertRefused({ ...request, username: { $ne: '' } }, 400, 'invalid_request');
    await assertRefused({ ...request, nonce: 7 }, 400, 'invalid_request');
    assert.equal((await challenge({ ...request, resource: [ordersApi] })).response.status, 200);
  });

  it('wants both user name and password', async () => {
    await assertRefused({ ...request, username: '' }, 400, 'invalid_request');
    await assertRefused({ ...request, password: '' }, 400, 'invalid_request');
    assert.deepEqual(authority.passwords.work, []);
  });

  it('sends what needs a page to the web', async () => {
    await assertRefused({ ...request, prompt: 'consent' }, 400, 'redirect_to_web');
    await assertRefused({ ...request, prompt: 'select_account' }, 400, 'redirect_to_web');
    await assertRefused({ ...request, prompt: 'login consent' }, 400, 'redirect_to_web');
    await assertRefused({ ...request, id_token_hint: 'somebody' }, 400, 'redirect_to_web');
    assert.deepEqual(authority.passwords.work, []);
    assert.equal((await challenge({ ...request, prompt: 'login' })).response.status, 200, 'which it is anyway');
  });

  it('L2 shares its limits with the form', async () => {
    for (let tries = 0; tries < 3; tries += 1) await challenge({ ...request, password: 'not the right one' });
    for (let tries = 0; tries < 2; tries += 1) {
      await signIn(authority.openBrowser(), { username: 'alice', password: 'not the right one' });
    }
    const { response, body } = await challenge(request);
    assert.equal(response.status, 429);
    assert.ok(Number(response.headers.get('retry-after')) > 0);
    assert.equal(body['error'], 'temporarily_unavailable');
    assert.equal((await signIn(authority.openBrowser(), alice)).status, 429);
  });

  it('L2 takes no device cookie for a known device', async () => {
    const browser = authority.openBrowser();
    await signIn(browser, alice);
    const cookie = browser
      .cookies()
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
    for (let tries = 0; tries < 5; tries += 1) await challenge({ ...request, password: 'not the right one' });
    assert.equal((await challenge(request, { cookie })).response.status, 429);
  });

  it('L2 lets the owner in through a lock that strangers provoked, on a device that signed in before', async () => {
    const { body: first } = await challenge(request);
    await lockAlice();
    const { response, body } = await challenge({ ...request, device: first['device'] });
    assert.equal(response.status, 200);
    assert.equal((await challenge({ ...request, device: body['device'] })).response.status, 200);
    const wrong = await challenge({ ...request, device: first['device'], password: 'not the right one' });
    assert.equal(wrong.response.status, 403, 'known is the device, not the password');
  });

  it('L2 takes another person’s device, a forged and a malformed one for an unknown one', async () => {
    const bob = await authority.addPerson('bob');
    const { body: ofBob } = await challenge({ ...request, username: bob.username, password: bob.password });
    const { body: ofAlice } = await challenge(request);
    const forged = Buffer.from(ofAlice['device'] ?? '', 'base64url');
    forged[forged.length - 1] = (forged[forged.length - 1] ?? 0) ^ 1;
    await lockAlice();
    for (const device of [ofBob['device'], forged.toString('base64url'), 'x', '{}', 'é', 'A'.repeat(10_000)]) {
      assert.equal((await challenge({ ...request, device })).response.status, 429);
    }
    const { response, body } = await challenge({ ...request, device: ofAlice['device'] });
    assert.equal(response.status, 200);
    assert.notEqual(body['device'], undefined);
    await assertRefused({ ...request, device: 7 }, 400, 'invalid_request');
  });

  it('L2 knows several people on one device', async () => {
    const bob = await authority.addPerson('bob');
    const { body: first } = await challenge(request);
    const bobs = { ...request, username: bob.username, password: bob.password, device: first['device'] };
    const { body: both } = await challenge(bobs);
    await lockAlice();
    assert.equal((await challenge({ ...request, device: both['device'] })).response.status, 200);
  });

  it('L2 gives nothing to keep to who is refused', async () => {
    const { body } = await challenge({ ...request, password: 'not the right one', device: 'x' });
    assert.equal(body['device'], undefined);
  });

  it('L7 starts a session of the remembered lifetimes for who asks for it, and for nobody else', async () => {
    const { rememberedSessionIdleSeconds, sessionIdleSeconds } = authority.config.lifetimes;
    assert.ok(sessionIdleSeconds < rememberedSessionIdleSeconds);
    const refreshTokens: string[] = [];
    for (const remember of ['true', 'false', 'yes', undefined]) {
      const { body } = await challenge({ ...request, remember });
      const form = { grant_type: 'authorization_code', client_id: 'mobile', code: body['authorization_code'] ?? '' };
      const token = await requestToken(authority, { ...form, code_verifier: verifier });
      refreshTokens.push(String(token.body['refresh_token']));
    }
    authority.advance((rememberedSessionIdleSeconds - 60) * 1000);
    const statuses: number[] = [];
    for (const refresh_token of refreshTokens) {
      const form = { grant_type: 'refresh_token', client_id: 'mobile', refresh_token };
      statuses.push((await requestToken(authority, form)).status);
    }
    assert.deepEqual(statuses, [200, 400, 400, 400]);
  });

  it('O1 names client and person in the audit trail, and logs no password', async () => {
    await challenge({ ...request, password: 'not the right one' });
    await challenge(request);
    const events = (await authority.events()).filter(({ type }) => type.startsWith('sign_in.'));
    assert.deepEqual(
      events.map(({ type, clientId }) => [type, clientId]),
      [
        ['sign_in.succeeded', 'mobile'],
        ['sign_in.failed', 'mobile'],
      ],
    );
    const text = authority.logLines.join('\n') + JSON.stringify(await authority.events());
    for (const secret of [alice.password, 'not the right one', verifier]) assert.equal(text.includes(secret), false);
  });

  it('H5 may be called by pages of configured origins, and by no others', async () => {
    const preflight = (origin: string) =>
      authority.fetch(
        new Request(`${authority.config.issuer}${path}`, {
          method: 'OPTIONS',
          headers: {
            origin,
            'access-control-request-method': 'POST',
            'access-control-request-headers': 'content-type',
          },
        }),
      );
    assert.equal(
      (await preflight('https://app.example.com')).headers.get('access-control-allow-origin'),
      'https://app.example.com',
    );
    assert.equal((await preflight('https://evil.example')).headers.get('access-control-allow-origin'), null);
  });
});
