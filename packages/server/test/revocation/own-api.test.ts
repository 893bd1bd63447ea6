import assert from 'node:assert/strict';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { signJws } from '@latchkey/tokens/jws/sign';
import { type OAuthDriver, openDriver, readClaims } from '../endpoints/oauth-driver.ts';
import { testContext } from '../test-context.ts';

describe('the authority’s own API', () => {
  let driver: OAuthDriver;
  before(async () => {
    driver = await openDriver();
  });
  after(() => driver.close());

  function ask(authorization: string | undefined): Promise<Response> {
    return driver.authority.fetch('/userinfo', authorization === undefined ? {} : { headers: { authorization } });
  }

  async function assertInvalid(token: string | undefined): Promise<void> {
    const response = await ask(`Bearer ${token}`);
    assert.equal(response.status, 401);
    assert.match(response.headers.get('www-authenticate') ?? '', /^Bearer realm="latchkey", error="invalid_token"/);
  }

  /** A token the authority's own key signed, with claims it would not issue. */
  async function sign(changes: Record<string, unknown>, typ = 'at+jwt'): Promise<string> {
    const { access_token: token } = await driver.obtainTokens();
    const key = driver.authority.keys.signer('access_token', 'ES256');
    return signJws({ typ }, { ...readClaims(token), jti: randomUUID(), ...changes }, key);
  }

  const nowSeconds = (): number => Math.floor(driver.authority.clock.nowMs() / 1000);

  it('accepts what it issued, however the scheme is spelt', async () => {
    const { access_token: token } = await driver.obtainTokens();
    assert.equal((await ask(`Bearer ${token}`)).status, 200);
    assert.equal((await ask(`bearer  ${token}`)).status, 200);
    assert.equal((await ask(`Bearer ${await sign({})}`)).status, 200);
  });

  it('RFC 6750 §3.1 names only the scheme to who sends no token', async () => {
    const response = await ask(undefined);
    assert.equal(response.status, 401);
    assert.equal(response.headers.get('www-authenticate'), 'Bearer realm="latchkey"');
  });

  it('RFC 6750 §3.1 answers another scheme and a malformed header with invalid_request', async () => {
    for (const header of ['Basic YTpi', 'Bearer', 'Bearer a b', 'Bearer "a"']) {
      const response = await ask(header);
      assert.equal(response.status, 400, header);
      assert.match(response.headers.get('www-authenticate') ?? '', /error="invalid_request"/);
    }
  });

  it('RFC 9068 §4 refuses an ID token, and an access token of another type', async () => {
    const { id_token: idToken } = await driver.obtainTokens();
    await assertInvalid(idToken);
    await assertInvalid(await sign({}, 'JWT'));
  });

  it('V2 refuses a token that nobody, an HMAC or another key signed', async () => {
    const { access_token: token = '' } = await driver.obtainTokens();
    const [header = '', payload = '', signature = ''] = token.split('.');
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString());
    const spell = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await assertInvalid(`${spell({ typ: 'at+jwt', alg: 'none', kid })}.${payload}.`);
    await assertInvalid(`${spell({ typ: 'at+jwt', alg: 'HS256', kid })}.${payload}.${signature}`);
    await assertInvalid(`${header}.${spell({ ...readClaims(token), scope: 'openid account' })}.${signature}`);
    await assertInvalid(signJws({ typ: 'at+jwt' }, readClaims(token), { kid, alg: 'ES256', privateKey }));
    const idTokenKey = driver.authority.keys.signer('id_token', 'ES256');
    await assertInvalid(signJws({ typ: 'at+jwt' }, readClaims(token), idTokenKey));
  });

  it('T11 refuses another issuer and a token that is not for the authority', async () => {
    await assertInvalid(await sign({ iss: 'https://elsewhere.example' }));
    await assertInvalid((await driver.obtainTokens({ scope: 'orders:read' }))['access_token']);
    await assertInvalid(await sign({ aud: 'https://orders.latchkey.test' }));
  });

  it('V3 refuses an expired token and one from the future, beyond 10 seconds of leeway', async () => {
    const at = nowSeconds();
    assert.equal((await ask(`Bearer ${await sign({ iat: at - 60, exp: at - 8 })}`)).status, 200);
    await assertInvalid(await sign({ iat: at - 60, exp: at - 11 }));
    assert.equal((await ask(`Bearer ${await sign({ iat: at + 8, exp: at + 60 })}`)).status, 200);
    await assertInvalid(await sign({ iat: at + 20, exp: at + 60 }));
  });

  it('refuses a client’s own token and one of a client that is gone', async () => {
    const issuer = driver.authority.issuer;
    await assertInvalid(await sign({ sid: undefined, sub: 'service', client_id: 'service', aud: issuer }));
    await assertInvalid(await sign({ client_id: 'nobody' }));
  });

  it('refuses a token whose person is not the one of its session', async () => {
    const bob = await driver.authority.createUser();
    await assertInvalid(await sign({ sub: bob.userId }));
  });

  it('refuses a scope the token lacks, by name', async () => {
    const response = await ask(`Bearer ${await sign({ scope: 'openidx account' })}`);
    assert.equal(response.status, 403);
    assert.match(response.headers.get('www-authenticate') ?? '', /insufficient_scope/);
  });

  it('R1 refuses a token at once when its session has ended or its person is inactive', async () => {
    const { access_token: token } = await driver.obtainTokens();
    const { sessionId, person } = driver;
    await driver.authority.store.endSession({ sessionId, userId: person.userId, reason: 'test' }, testContext);
    await assertInvalid(token);
  });
});
