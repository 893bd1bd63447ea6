import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type OAuthDriver, openDriver, readClaims } from './oauth-driver.ts';

const addresses = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'];

describe('discovery and keys', () => {
  let driver: OAuthDriver;
  before(async () => {
    driver = await openDriver();
  });
  after(() => driver.close());

  const fetchDocument = async (): Promise<Record<string, unknown>> => {
    const response = await driver.authority.fetch(addresses[0] ?? '');
    return (await response.json()) as Record<string, unknown>;
  };

  it('RFC 8414 §3 and OIDC Discovery §4 serve one document at both addresses', async () => {
    const [first, second] = await Promise.all(addresses.map((address) => driver.authority.fetch(address)));
    assert.equal(first?.status, 200);
    assert.match(first?.headers.get('content-type') ?? '', /^application\/json/);
    assert.equal(await first?.text(), await second?.text());
  });

  it('RFC 8414 §3.3 names the issuer exactly', async () => {
    assert.equal((await fetchDocument())['issuer'], driver.authority.issuer);
  });

  it('names only endpoints that exist', async () => {
    const document = await fetchDocument();
    const endpoints = Object.entries(document).filter(([name]) => name.endsWith('_endpoint') || name === 'jwks_uri');
    assert.ok(endpoints.length >= 8, 'the document names too few');
    for (const [name, url] of endpoints) {
      const response = await driver.authority.fetch(new Request(String(url), { method: 'OPTIONS' }));
      assert.notEqual(response.status, 404, name);
    }
  });

  it('lists every claim that tokens and userinfo carry', async () => {
    const supported = (await fetchDocument())['claims_supported'] as string[];
    const tokens = await driver.obtainTokens({ scope: 'openid profile email', nonce: 'n' });
    const userinfo = await driver.authority.fetch('/userinfo', {
      headers: { authorization: `Bearer ${tokens['access_token']}` },
    });
    const names = [...Object.keys(readClaims(tokens['id_token'])), ...Object.keys((await userinfo.json()) as object)];
    assert.deepEqual(
      names.filter((name) => !supported.includes(name)),
      [],
    );
  });

  it('lists every scope a client may be registered for', async () => {
    const supported = (await fetchDocument())['scopes_supported'] as string[];
    for (const client of driver.authority.config.clients) {
      for (const scope of client.scopes) assert.ok(supported.includes(scope), scope);
    }
  });

  it('RFC 9207 §3 and RFC 7636 announce iss and S256 alone', async () => {
    const document = await fetchDocument();
    assert.equal(document['authorization_response_iss_parameter_supported'], true);
    assert.deepEqual(document['code_challenge_methods_supported'], ['S256']);
    assert.equal(document['request_parameter_supported'], false);
    assert.equal(document['request_uri_parameter_supported'], false);
  });

  it('R1 and Back-Channel Logout §2.1 say that sessions’ ends are told, with their sid', async () => {
    const document = await fetchDocument();
    assert.equal(document['backchannel_logout_supported'], true);
    assert.equal(document['backchannel_logout_session_supported'], true);
  });

  for (const path of [...addresses, '/jwks']) {
    it(`${path} may be cached by anyone and asked for again cheaply`, async () => {
      const response = await driver.authority.fetch(path);
      assert.match(response.headers.get('cache-control') ?? '', /public, max-age=\d+/);
      const etag = response.headers.get('etag') ?? '';
      const again = await driver.authority.fetch(path, { headers: { 'if-none-match': `"x", W/${etag}` } });
      assert.equal(again.status, 304);
      assert.equal(await again.text(), '');
    });
  }

  it('K2 lets the key set be kept as long as new keys are published ahead', async () => {
    const response = await driver.authority.fetch('/jwks');
    const { jwksSeconds } = driver.authority.config.lifetimes;
    assert.match(response.headers.get('cache-control') ?? '', new RegExp(`max-age=${jwksSeconds}$`));
  });

  it('RFC 7517 §9.2 publishes public keys and nothing secret', async () => {
    const { keys } = (await (await driver.authority.fetch('/jwks')).json()) as { keys: Record<string, unknown>[] };
    assert.ok(keys.length >= 2);
    for (const key of keys) {
      for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'oth']) assert.ok(!(secret in key), secret);
    }
  });
});
