import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import {
  clientSecrets,
  openTestAuthority,
  ordersApi,
  type TestAuthority,
} from '@latchkey/testing/authority-in-process';

describe('openTestAuthority', () => {
  let authority: TestAuthority;
  before(async () => {
    authority = await openTestAuthority();
  });
  after(() => authority.close());

  it('opens a whole authority: a browser signs a person in, a code buys tokens', async () => {
    const person = await authority.createUser({ username: 'ada', email: 'ada@example.com', roles: ['clerk'] });
    const browser = authority.createBrowser();
    const verifier = randomBytes(32).toString('base64url');
    const redirectUri = 'https://shop.latchkey.test/callback';
    const request = new URLSearchParams({
      response_type: 'code',
      client_id: 'web-app',
      redirect_uri: redirectUri,
      scope: 'openid orders:read',
      resource: ordersApi,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      state: 'here and back',
    });

    const signIn = await browser.open(`/authorize?${request}`);
    assert.equal(signIn.status, 200, signIn.html);
    assert.ok(signIn.forms[0]);
    const done = await browser.submit(signIn, signIn.forms[0], {
      identifier: person.username,
      password: person.password,
    });
    assert.ok(done.location, done.html);
    const callback = new URL(done.location);
    assert.equal(callback.searchParams.get('state'), 'here and back');
    assert.deepEqual(browser.refusedCookies(), []);

    const answer = await authority.fetch('/token', {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`web-app:${clientSecrets['web-app']}`)}` },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: callback.searchParams.get('code') ?? '',
        redirect_uri: redirectUri,
        code_verifier: verifier,
      }),
    });
    const tokens = (await answer.json()) as Record<string, unknown>;
    assert.equal(answer.status, 200, JSON.stringify(tokens));
    assert.equal(typeof tokens['refresh_token'], 'string');
  });

  it('moves the time of store and authority together', async () => {
    const before = await authority.store.vouchForClient(authority.config.clients[0]!.clientId);
    const clockBefore = authority.clock.nowMs();
    authority.advance(3_600_000);
    const after = await authority.store.vouchForClient(authority.config.clients[0]!.clientId);
    assert.ok(after.nowMs - before.nowMs >= 3_600_000);
    assert.ok(authority.clock.nowMs() - clockBefore >= 3_600_000);
  });

  it('refuses a configuration that the authority would refuse', async () => {
    await assert.rejects(openTestAuthority({ issuer: 'http://id.example.com' }), { name: 'ConfigError' });
  });
});
