import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { verifyJws } from '@latchkey/tokens/jws/verify';
import { createGrantTypes } from '../../src/grants/grant-types.ts';
import { readParameters } from '../../src/http/oauth-parameters.ts';
import { createIdTokenHintReader } from '../../src/mint/id-token-hint.ts';
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
import { testContext } from '../test-context.ts';

const other = { client_id: 'other-app', redirect_uri: 'https://other.latchkey.test/callback' };

describe('grant type authorization_code', () => {
  let driver: OAuthDriver;
  before(async () => {
    driver = await openDriver();
  });
  after(() => driver.close());

  function redeem(code: string, changes: Changes = {}, clientId = 'web-app'): Promise<JsonAnswer> {
    return driver.token(clientId, {
      grant_type: 'authorization_code',
      code,
      redirect_uri: authorizeDefaults['redirect_uri'],
      code_verifier: verifier,
      ...changes,
    });
  }

  function assertRefused(answer: JsonAnswer, error: string): void {
    assert.equal(answer.status, 400, JSON.stringify(answer.body));
    assert.equal(answer.body.error, error);
    assert.equal(answer.body.access_token, undefined);
  }

  it('T1 and RFC 9068 §2.2 give an at+jwt with what an API needs and no more', async () => {
    const tokens = await driver.obtainTokens();
    const { keys, issuer } = driver.authority;
    const verified = verifyJws(tokens['access_token'] ?? '', {
      typ: 'at+jwt',
      findKey: (kid) => keys.verifier('access_token', kid),
    });
    assert.ok(verified.ok);
    const { iat, exp, jti, auth_time, rev, ...claims } = verified.claims;
    assert.deepEqual(claims, {
      iss: issuer,
      sub: driver.person.userId,
      aud: [ordersApi, issuer],
      client_id: 'web-app',
      scope: 'openid orders:read',
      sid: driver.sessionId,
      amr: ['pwd'],
      permissions: ['orders.read'],
    });
    assert.equal(Number(exp) - Number(iat), 300);
    assert.match(String(jti), /^[\w-]{22}\.[\w-]{22}$/);
    assert.ok(Number(auth_time) <= Number(iat));
    assert.equal(typeof rev, 'number');
  });

  it('RFC 6749 §5.1 answers with type, lifetime and scope, and lets nobody keep it', async () => {
    const answer = await redeem(await driver.obtainCode());
    assert.equal(answer.body.token_type, 'Bearer');
    assert.equal(answer.body.expires_in, 300);
    assert.equal(answer.body.scope, 'openid orders:read');
    assert.match(answer.headers.get('cache-control') ?? '', /no-store/);
  });

  it('OIDC Core §3.1.3.7 gives an ID token for the client, with nonce, auth_time, sid and at_hash', async () => {
    const tokens = await driver.obtainTokens({ nonce: 'n-0S6', scope: 'openid profile email orders:read' });
    const hint = createIdTokenHintReader(driver.authority)(tokens['id_token'] ?? '');
    assert.deepEqual(hint, { userId: driver.person.userId, sessionId: driver.sessionId, clientId: 'web-app' });
    const { at_hash: hash, ...claims } = readClaims(tokens['id_token']);
    const digest = createHash('sha256')
      .update(tokens['access_token'] ?? '')
      .digest();
    assert.equal(hash, digest.subarray(0, 16).toString('base64url'));
    assert.equal(claims.nonce, 'n-0S6');
    assert.equal(claims.name, 'Ada');
    assert.equal(claims.email, 'ada@example.com');
    assert.equal(claims.exp - claims.iat, driver.authority.config.lifetimes.idTokenSeconds);
  });

  it('OIDC Core §15.1 signs ID tokens with the algorithm the client registered', async () => {
    const tokens = await driver.obtainTokens({ ...other, scope: 'openid' });
    const header = JSON.parse(Buffer.from(tokens['id_token']?.split('.')[0] ?? '', 'base64url').toString());
    assert.equal(header.alg, 'RS256');
  });

  it('gives no ID token without openid, and no claims about the person without their scopes', async () => {
    assert.equal((await driver.obtainTokens({ scope: 'orders:read' }))['id_token'], undefined);
    const claims = readClaims((await driver.obtainTokens())['id_token']);
    for (const name of ['name', 'email', 'preferred_username', 'nonce']) assert.equal(claims[name], undefined);
  });

  it('T2 keeps the issuer out of a token that is not for it, and other APIs out of a narrowed one', async () => {
    assert.equal(readClaims((await driver.obtainTokens({ scope: 'orders:read' }))['access_token']).aud, ordersApi);
    const code = await driver.obtainCode({ ...other, scope: 'orders:read stock:read' });
    const answer = await redeem(code, { redirect_uri: other.redirect_uri, resource: stockApi }, 'other-app');
    const claims = readClaims(answer.body.access_token);
    assert.equal(claims.aud, stockApi);
    assert.equal(claims.scope, 'stock:read');
    assert.deepEqual(claims.permissions, ['stock.count']);
    assert.equal(answer.body.scope, 'stock:read');
    assert.equal(answer.body.expires_in, 120);
  });

  it('RFC 6749 §10.5 redeems a code once; a second valid try ends what the first one got', async () => {
    const code = await driver.obtainCode();
    const first = await redeem(code);
    assert.equal(first.status, 200);
    assertRefused(await redeem(code), 'invalid_grant');
    const refreshed = await driver.token('web-app', {
      grant_type: 'refresh_token',
      refresh_token: first.body.refresh_token,
    });
    assertRefused(refreshed, 'invalid_grant');
  });

  it('RFC 6749 §10.5 refuses a code of another client, and leaves it to its owner', async () => {
    const code = await driver.obtainCode();
    assertRefused(await redeem(code, {}, 'other-app'), 'invalid_grant');
    assertRefused(await redeem(code, { redirect_uri: other.redirect_uri }, 'other-app'), 'invalid_grant');
    assert.equal((await redeem(code)).status, 200);
  });

  it('RFC 7636 §4.6 refuses another verifier, and leaves the code to who has the right one', async () => {
    const code = await driver.obtainCode();
    assertRefused(await redeem(code, { code_verifier: 'w'.repeat(43) }), 'invalid_grant');
    assertRefused(await redeem(code, { code_verifier: authorizeDefaults['code_challenge'] }), 'invalid_grant');
    assert.equal((await redeem(code)).status, 200);
  });

  it('RFC 7636 §4.1 refuses a missing or malformed verifier before anything is looked up', async () => {
    const code = await driver.obtainCode();
    for (const code_verifier of [undefined, '', 'short', `${'v'.repeat(128)}v`, `${'v'.repeat(43)} `]) {
      assertRefused(await redeem(code, { code_verifier }), 'invalid_request');
    }
    assert.equal((await redeem(code)).status, 200);
  });

  it('RFC 6749 §4.1.3 refuses another redirect URI than the request had, or none', async () => {
    const code = await driver.obtainCode();
    assertRefused(await redeem(code, { redirect_uri: undefined }), 'invalid_grant');
    assertRefused(await redeem(code, { redirect_uri: `${authorizeDefaults['redirect_uri']}?` }), 'invalid_grant');
    assert.equal((await redeem(code)).status, 200);
  });

  it('RFC 6749 §4.1.2 refuses an expired code', async () => {
    const code = await driver.obtainCode();
    driver.authority.advance(driver.authority.config.lifetimes.authorizationCodeSeconds * 1000);
    assertRefused(await redeem(code), 'invalid_grant');
  });

  it('refuses made-up codes and a missing one', async () => {
    for (const code of ['x', `lkc_${'A'.repeat(43)}`, 'lkc_']) assertRefused(await redeem(code), 'invalid_grant');
    assertRefused(await redeem(''), 'invalid_request');
  });

  it('refuses a code whose mark for offline access was changed', async () => {
    const code = await driver.obtainCode();
    assertRefused(await redeem(code.replace('lkc_', 'lkco_')), 'invalid_grant');
  });

  it('RFC 8707 §2.2 refuses an API that was not authorized, and one beyond the registration', async () => {
    const code = await driver.obtainCode({ ...other, scope: 'orders:read' });
    const presented = { redirect_uri: other.redirect_uri };
    assertRefused(await redeem(code, { ...presented, resource: stockApi }, 'other-app'), 'invalid_target');
    assertRefused(
      await redeem(code, { ...presented, resource: 'https://evil.example' }, 'other-app'),
      'invalid_target',
    );
    assert.equal((await redeem(code, { ...presented, resource: ordersApi }, 'other-app')).status, 200);
  });

  it('T5 refuses an API the client is not registered for any more, authorized or not', async () => {
    const { config, keys, store, clock } = driver.authority;
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const registered = config.clients.find(({ clientId }) => clientId === 'other-app');
    assert.ok(registered);
    const client = { ...registered, audiences: [ordersApi] };
    const grant = createGrantTypes({ config, keys, store, clock, log }).get('authorization_code');
    assert.ok(grant);
    const code = await driver.obtainCode({ ...other, scope: 'orders:read stock:read' });
    const form = { code, code_verifier: verifier, redirect_uri: other.redirect_uri, resource: stockApi };
    const parameters = readParameters(new URLSearchParams(form));
    await assert.rejects(grant({ client, parameters, audit: testContext }), { code: 'invalid_target' });
  });

  it('offers a grant that outlives its session only when offline_access was granted', async () => {
    const online = await driver.obtainTokens();
    const offline = await driver.obtainTokens({ scope: 'openid offline_access orders:read' });
    driver.authority.advance((driver.authority.config.lifetimes.sessionAbsoluteSeconds + 1) * 1000);
    const refresh = (tokens: Record<string, string>) =>
      driver.token('web-app', { grant_type: 'refresh_token', refresh_token: tokens['refresh_token'] });
    assertRefused(await refresh(online), 'invalid_grant');
    assert.equal((await refresh(offline)).status, 200);
  });
});
