import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { testContext } from '../test-context.ts';
import {
  type Changes,
  type OAuthDriver,
  oauthConfig,
  openDriver,
  ordersApi,
  stockApi,
  verifier,
} from './oauth-driver.ts';

const inactive = { active: false };

describe('POST /introspect', () => {
  let driver: OAuthDriver;
  before(async () => {
    const clients = (oauthConfig.clients ?? []).map((client) =>
      client.clientId === 'other-app' ? { ...client, introspects: [stockApi] } : client,
    );
    driver = await openDriver({ clients });
  });
  after(() => driver.close());

  const introspect = (token: string | undefined, clientId = 'orders-api', more: Changes = {}) =>
    driver.post('/introspect', clientId, { token, ...more });

  it('RFC 7662 §2.2 tells an API about a live token of its own', async () => {
    const tokens = await driver.obtainTokens();
    const { status, body, headers } = await introspect(tokens['access_token']);
    assert.equal(status, 200);
    assert.match(headers.get('cache-control') ?? '', /no-store/);
    const { exp, iat, jti, rev, auth_time, ...rest } = body;
    assert.deepEqual(rest, {
      active: true,
      token_type: 'Bearer',
      iss: driver.authority.issuer,
      sub: driver.person.userId,
      aud: [ordersApi, driver.authority.issuer],
      client_id: 'web-app',
      scope: 'openid orders:read',
      sid: driver.sessionId,
      amr: ['pwd'],
      permissions: ['orders.read'],
    });
  });

  it('RFC 7662 §4 tells an API nothing about a token for others', async () => {
    const tokens = await driver.obtainTokens();
    assert.deepEqual((await introspect(tokens['access_token'], 'other-app')).body, inactive);
    const own = await driver.obtainTokens({ scope: 'openid' });
    assert.deepEqual((await introspect(own['access_token'])).body, inactive);
  });

  it('RFC 7662 §2.2 says only that a token is not active, whatever is wrong with it', async () => {
    const tokens = await driver.obtainTokens();
    const [header, payload] = (tokens['access_token'] ?? '').split('.');
    for (const token of ['garbage', 'a.b.c', 'lkr_x', tokens['id_token'], `${header}.${payload}.AAAA`]) {
      assert.deepEqual((await introspect(token)).body, inactive);
    }
  });

  it('RFC 7662 §2.2 is inactive from the second a token expires', async () => {
    const tokens = await driver.obtainTokens();
    driver.authority.advance(299_000);
    assert.equal((await introspect(tokens['access_token'])).body.active, true);
    driver.authority.advance(1_001);
    assert.deepEqual((await introspect(tokens['access_token'])).body, inactive);
  });

  it('V6 is inactive at once when the token, its grant or its session was revoked', async () => {
    const byToken = await driver.obtainTokens();
    await driver.post('/revoke', 'web-app', { token: byToken['access_token'] });
    assert.deepEqual((await introspect(byToken['access_token'])).body, inactive);
    const byGrant = await driver.obtainTokens();
    await driver.post('/revoke', 'web-app', { token: byGrant['refresh_token'] });
    assert.deepEqual((await introspect(byGrant['access_token'])).body, inactive);
    const bySession = await driver.obtainTokens();
    const { sessionId, person } = driver;
    await driver.authority.store.endSession({ sessionId, userId: person.userId, reason: 'test' }, testContext);
    assert.deepEqual((await introspect(bySession['access_token'])).body, inactive);
  });

  it('tells a client about its own live refresh token, and nobody else', async () => {
    const { cookie } = await driver.signIn();
    const other = { client_id: 'other-app', redirect_uri: 'https://other.latchkey.test/callback' };
    const code = (await driver.authorizeForClient({ ...other, scope: 'openid stock:read' }, cookie)).get('code');
    const form = { grant_type: 'authorization_code', code: code ?? '', redirect_uri: other.redirect_uri };
    const { body: tokens } = await driver.token('other-app', { ...form, code_verifier: verifier });
    const own = (await introspect(tokens.refresh_token, 'other-app')).body;
    assert.equal(own.active, true);
    assert.equal(own.client_id, 'other-app');
    assert.equal(own.scope, 'openid stock:read');
    assert.ok(own.exp > own.iat);
    assert.deepEqual((await introspect(tokens.refresh_token, 'orders-api')).body, inactive);
    const rotation = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token };
    await driver.token('other-app', rotation);
    assert.deepEqual((await introspect(tokens.refresh_token, 'other-app')).body, inactive);
  });

  it('RFC 7662 §2.1 refuses clients that may not ask', async () => {
    for (const clientId of ['web-app', 'service', 'spa']) {
      const { status, body } = await introspect('x', clientId);
      assert.equal(status, 403, clientId);
      assert.equal(body.error, 'unauthorized_client');
    }
    const body = new URLSearchParams({ token: 'x', client_id: 'orders-api' });
    assert.equal((await driver.authority.fetch('/introspect', { method: 'POST', body })).status, 401);
    assert.equal((await introspect(undefined)).body.error, 'invalid_request');
  });
});
