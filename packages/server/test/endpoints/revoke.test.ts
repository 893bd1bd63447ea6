import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type OAuthDriver, openDriver, readClaims } from './oauth-driver.ts';

describe('POST /revoke', () => {
  let driver: OAuthDriver;
  before(async () => {
    driver = await openDriver();
  });
  after(() => driver.close());

  const revoke = (token: string | undefined, clientId = 'web-app', hint?: string) =>
    driver.post('/revoke', clientId, { token, token_type_hint: hint });

  async function askUserinfo(token: string | undefined): Promise<number> {
    const response = await driver.authority.fetch('/userinfo', { headers: { authorization: `Bearer ${token}` } });
    return response.status;
  }

  async function refreshStatus(token: string | undefined): Promise<number> {
    return (await driver.token('web-app', { grant_type: 'refresh_token', refresh_token: token })).status;
  }

  it('RFC 7009 §2.1 ends the grant of a refresh token, its access tokens included', async () => {
    const tokens = await driver.obtainTokens();
    assert.equal(await askUserinfo(tokens['access_token']), 200);
    const answer = await revoke(tokens['refresh_token']);
    assert.equal(answer.status, 200);
    assert.equal(answer.body, undefined);
    assert.equal(await refreshStatus(tokens['refresh_token']), 400);
    assert.equal(await askUserinfo(tokens['access_token']), 401);
  });

  it('RFC 7009 §2.1 ends the grant also by a superseded refresh token', async () => {
    const first = await driver.obtainTokens();
    const next = await driver.token('web-app', { grant_type: 'refresh_token', refresh_token: first['refresh_token'] });
    await revoke(first['refresh_token']);
    assert.equal(await refreshStatus(next.body.refresh_token), 400);
  });

  it('RFC 7009 §2.1 ends an access token alone', async () => {
    const tokens = await driver.obtainTokens();
    assert.equal((await revoke(tokens['access_token'])).status, 200);
    assert.equal(await askUserinfo(tokens['access_token']), 401);
    assert.equal(await refreshStatus(tokens['refresh_token']), 200);
  });

  it('RFC 7009 §2.1 finds a token whatever the hint says', async () => {
    const tokens = await driver.obtainTokens();
    await revoke(tokens['refresh_token'], 'web-app', 'access_token');
    assert.equal(await refreshStatus(tokens['refresh_token']), 400);
    const more = await driver.obtainTokens();
    await revoke(more['access_token'], 'web-app', 'made_up');
    assert.equal(await askUserinfo(more['access_token']), 401);
  });

  it('RFC 7009 §2.1 answers another client’s token with 200 and does nothing', async () => {
    const tokens = await driver.obtainTokens();
    for (const clientId of ['other-app', 'spa']) {
      for (const kind of ['access_token', 'refresh_token']) {
        assert.equal((await revoke(tokens[kind], clientId)).status, 200);
      }
    }
    assert.equal(await askUserinfo(tokens['access_token']), 200);
    assert.equal(await refreshStatus(tokens['refresh_token']), 200);
  });

  it('RFC 7009 §2.2 answers an invalid token with 200', async () => {
    const { id_token: idToken } = await driver.obtainTokens();
    for (const token of ['garbage', 'lkr_x', 'a.b.c', idToken]) assert.equal((await revoke(token)).status, 200);
  });

  it('RFC 7009 §2.1 wants the client authenticated, and a token', async () => {
    const { access_token: token } = await driver.obtainTokens();
    const body = new URLSearchParams({ token: token ?? '', client_id: 'web-app' });
    assert.equal((await driver.authority.fetch('/revoke', { method: 'POST', body })).status, 401);
    assert.equal(await askUserinfo(token), 200);
    assert.equal((await revoke(undefined)).body.error, 'invalid_request');
  });

  it('lets a public client give its own token back', async () => {
    const spa = { client_id: 'spa', redirect_uri: 'https://spa.latchkey.test/callback' };
    const tokens = await driver.obtainTokens(spa);
    assert.equal(readClaims(tokens['access_token']).client_id, 'spa');
    assert.equal((await revoke(tokens['access_token'], 'spa')).status, 200);
    assert.equal(await askUserinfo(tokens['access_token']), 401);
  });
});
