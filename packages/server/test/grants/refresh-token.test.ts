import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { createHandle, encodeRefreshToken } from '@latchkey/tokens/refresh-token';
import { createGrantTypes } from '../../src/grants/grant-types.ts';
import { readParameters } from '../../src/http/oauth-parameters.ts';
import type { AuthorityStore } from '../../src/store.ts';
import {
  authorizeDefaults,
  type Changes,
  type JsonAnswer,
  type OAuthDriver,
  openDriver,
  ordersApi,
  readClaims,
  stockApi,
  verifier,
} from '../endpoints/oauth-driver.ts';
import { assertRefuses } from '../refusal.ts';
import { testContext } from '../test-context.ts';

const both = {
  client_id: 'other-app',
  redirect_uri: 'https://other.latchkey.test/callback',
  scope: 'openid profile orders:read stock:read',
};

describe('grant type refresh_token', () => {
  let driver: OAuthDriver;
  before(async () => {
    driver = await openDriver();
  });
  after(() => driver.close());

  function refresh(token: string | undefined, changes: Changes = {}, clientId = 'web-app'): Promise<JsonAnswer> {
    return driver.token(clientId, { grant_type: 'refresh_token', refresh_token: token, ...changes });
  }

  function assertRefused(answer: JsonAnswer, error: string): void {
    assert.equal(answer.status, 400, JSON.stringify(answer.body));
    assert.equal(answer.body.error, error);
  }

  it('T4 rotates: a new refresh token, and a new access token of the same grant and session', async () => {
    const first = await driver.obtainTokens();
    const { body } = await refresh(first['refresh_token']);
    assert.notEqual(body.refresh_token, first['refresh_token']);
    const [before, now] = [readClaims(first['access_token']), readClaims(body.access_token)];
    assert.equal(now.jti.split('.')[0], before.jti.split('.')[0]);
    assert.notEqual(now.jti, before.jti);
    assert.equal(now.sid, before.sid);
    assert.equal(now.auth_time, before.auth_time);
  });

  it('OIDC Core §12.2 gives a new ID token with the old auth_time and no nonce', async () => {
    const first = await driver.obtainTokens({ nonce: 'once' });
    driver.authority.advance(60_000);
    const claims = readClaims((await refresh(first['refresh_token'])).body.id_token);
    const before = readClaims(first['id_token']);
    for (const name of ['iss', 'sub', 'aud', 'auth_time', 'sid']) assert.equal(claims[name], before[name]);
    assert.ok(claims.iat >= before.iat + 60);
    assert.equal(claims.nonce, undefined);
  });

  it('T4 answers a repeat within the overlap with the same successor, and a later one with the end', async () => {
    const { refresh_token: first } = await driver.obtainTokens();
    const successor = await refresh(first);
    const repeat = await refresh(first);
    assert.equal(repeat.status, 200);
    assert.equal(repeat.body.refresh_token, successor.body.refresh_token);
    driver.authority.advance((driver.authority.config.lifetimes.refreshOverlapSeconds + 1) * 1000);
    assertRefused(await refresh(first), 'invalid_grant');
    assertRefused(await refresh(successor.body.refresh_token), 'invalid_grant');
  });

  it('RFC 6749 §6 narrows scope for one token and never for the grant', async () => {
    const { refresh_token: first } = await driver.obtainTokens(both);
    const narrowed = await refresh(first, { scope: 'stock:read' }, 'other-app');
    assert.equal(narrowed.body.scope, 'stock:read');
    assert.equal(narrowed.body.id_token, undefined);
    assert.equal(readClaims(narrowed.body.access_token).aud, stockApi);
    const full = await refresh(narrowed.body.refresh_token, {}, 'other-app');
    assert.equal(full.body.scope, both.scope);
  });

  it('RFC 6749 §6 refuses a scope that was not granted, also one the client is registered for', async () => {
    const { refresh_token: token } = await driver.obtainTokens({ scope: 'openid orders:read' });
    assertRefused(await refresh(token, { scope: 'openid orders:read orders:write' }), 'invalid_scope');
    assertRefused(await refresh(token, { scope: 'offline_access' }), 'invalid_scope');
    assertRefused(await refresh(token, { scope: 'a"b' }), 'invalid_scope');
    assert.equal((await refresh(token)).status, 200);
  });

  it('RFC 8707 §2.2 narrows to an API of the grant, and refuses any other', async () => {
    const { refresh_token: token } = await driver.obtainTokens({ ...both, scope: 'orders:read' });
    assertRefused(await refresh(token, { resource: stockApi }, 'other-app'), 'invalid_target');
    assertRefused(await refresh(token, { resource: 'https://evil.example' }, 'other-app'), 'invalid_target');
    const { body } = await refresh(token, { resource: ordersApi }, 'other-app');
    assert.equal(readClaims(body.access_token).aud, ordersApi);
  });

  it('T5 refuses an API, and leaves out a scope, that the client is not registered for any more', async () => {
    const { config, keys, store, clock } = driver.authority;
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const registered = config.clients.find(({ clientId }) => clientId === 'other-app');
    assert.ok(registered);
    const client = { ...registered, audiences: [ordersApi], scopes: ['openid', 'orders:read'] };
    const grant = createGrantTypes({ config, keys, store, clock, log }).get('refresh_token');
    assert.ok(grant);
    const { refresh_token = '' } = await driver.obtainTokens(both);
    const ask = (form: Record<string, string>) =>
      grant({
        client,
        parameters: readParameters(new URLSearchParams({ refresh_token, ...form })),
        audit: testContext,
      });
    await assert.rejects(ask({ resource: stockApi }), { code: 'invalid_target' });
    const { scope, access_token } = await ask({});
    assert.equal(scope, 'openid orders:read');
    assert.deepEqual(readClaims(access_token).aud, [ordersApi, config.issuer]);
  });

  it('RFC 6749 §10.4 refuses the refresh token of another client, and leaves it alive', async () => {
    const { refresh_token: token } = await driver.obtainTokens();
    assertRefused(await refresh(token, {}, 'other-app'), 'invalid_grant');
    assertRefused(await refresh(token, {}, 'spa'), 'invalid_grant');
    assert.equal((await refresh(token)).status, 200);
  });

  it('refuses any other kind of token, and a missing one', async () => {
    const tokens = await driver.obtainTokens();
    for (const kind of ['access_token', 'id_token']) assertRefused(await refresh(tokens[kind]), 'invalid_grant');
    assertRefused(await refresh(undefined), 'invalid_request');
    assertRefused(await refresh('lkr_'), 'invalid_grant');
  });

  async function obtainTokensOf(cookie: string, scope = 'openid orders:read'): Promise<Record<string, string>> {
    const code = (await driver.authorizeForClient({ scope }, cookie)).get('code') ?? undefined;
    const answer = await driver.token('web-app', {
      grant_type: 'authorization_code',
      code,
      redirect_uri: authorizeDefaults['redirect_uri'],
      code_verifier: verifier,
    });
    assert.equal(answer.status, 200);
    return answer.body;
  }

  it('T5 refuses once the person was deactivated', async () => {
    const bob = await driver.authority.createUser();
    const tokens = await obtainTokensOf((await driver.signIn(bob)).cookie);
    await driver.authority.store.deactivateUser(bob.userId, testContext);
    assertRefused(await refresh(tokens['refresh_token']), 'invalid_grant');
  });

  it('R1 refuses once the session was ended, offline access or not', async () => {
    const { cookie, sessionId } = await driver.signIn();
    const online = await obtainTokensOf(cookie);
    const offline = await obtainTokensOf(cookie, 'openid offline_access');
    const { userId } = driver.person;
    await driver.authority.store.endSession({ sessionId, userId, reason: 'test' }, testContext);
    for (const tokens of [online, offline]) assertRefused(await refresh(tokens['refresh_token']), 'invalid_grant');
  });

  it('T3 and V5 refuse a token this authority did not make before any storage is touched', async () => {
    const untouched = new Proxy({} as AuthorityStore, {
      get: (_, name) => assert.fail(`the store was asked to ${String(name)}`),
    });
    const { config, keys, clock } = driver.authority;
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const grant = createGrantTypes({ config, keys, clock, log, store: untouched }).get('refresh_token');
    const client = config.clients.find(({ clientId }) => clientId === 'web-app');
    assert.ok(grant && client);
    const fields = { keyId: keys.secret('refresh_token').id, grantNumber: 1, handle: createHandle(), generation: 0 };
    const key = createSecretKey(randomBytes(32));
    const forged = [
      encodeRefreshToken(fields, { issuer: config.issuer, key }),
      encodeRefreshToken(fields, { issuer: 'https://elsewhere.example', key: keys.secret('refresh_token').key }),
      'lkr_short',
    ];
    for (const refresh_token of forged) {
      const parameters = readParameters(new URLSearchParams({ refresh_token }));
      const error = await grant({ client, parameters, audit: testContext }).then(
        () => assert.fail('accepted'),
        (reason: unknown) => reason,
      );
      assertRefuses(() => {
        throw error;
      }, 'invalid_grant');
    }
  });
});
