import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type OAuthDriver, openDriver, readClaims } from './oauth-driver.ts';

describe('/userinfo', () => {
  let driver: OAuthDriver;
  before(async () => {
    driver = await openDriver();
  });
  after(() => driver.close());

  function ask(token: string | undefined, init: RequestInit = {}): Promise<Response> {
    return driver.authority.fetch('/userinfo', { ...init, headers: { authorization: `Bearer ${token}` } });
  }

  it('OIDC Core §5.3.2 tells what the scopes open, with the sub of the ID token', async () => {
    const bare = await driver.obtainTokens({ scope: 'openid' });
    const response = await ask(bare['access_token']);
    assert.match(response.headers.get('content-type') ?? '', /^application\/json/);
    assert.match(response.headers.get('cache-control') ?? '', /no-store/);
    assert.deepEqual(await response.json(), { sub: readClaims(bare['id_token']).sub });
    const full = await driver.obtainTokens({ scope: 'openid profile email' });
    const claims = (await (await ask(full['access_token'])).json()) as Record<string, unknown>;
    assert.equal(claims['name'], 'Ada');
    assert.equal(claims['email'], 'ada@example.com');
  });

  it('OIDC Core §5.3.1 answers POST too, with the token in the header', async () => {
    const { access_token: token } = await driver.obtainTokens();
    assert.equal((await ask(token, { method: 'POST', body: new URLSearchParams() })).status, 200);
    const inBody = new URLSearchParams({ access_token: token ?? '' });
    const refused = await driver.authority.fetch('/userinfo', { method: 'POST', body: inBody });
    assert.equal(refused.status, 400);
  });

  it('H6 refuses a token in the address', async () => {
    const { access_token: token } = await driver.obtainTokens();
    const response = await driver.authority.fetch(`/userinfo?access_token=${token}`);
    assert.equal(response.status, 400);
  });

  it('refuses a token without openid', async () => {
    const { access_token: token } = await driver.obtainTokens({ scope: 'account orders:read' });
    const response = await ask(token);
    assert.equal(response.status, 403);
    assert.match(response.headers.get('www-authenticate') ?? '', /error="insufficient_scope", scope="openid"/);
  });
});
