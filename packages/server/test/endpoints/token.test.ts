import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type OAuthDriver, openDriver, secretOf } from './oauth-driver.ts';

describe('POST /token', () => {
  let driver: OAuthDriver;
  before(async () => {
    driver = await openDriver();
  });
  after(() => driver.close());

  it('RFC 6749 §5.2 refuses a missing, unknown or unregistered grant type, each by its own error', async () => {
    assert.equal((await driver.token('service', {})).body.error, 'invalid_request');
    for (const grant_type of ['password', 'implicit', '__proto__', 'urn:ietf:params:oauth:grant-type:jwt-bearer']) {
      assert.equal((await driver.token('service', { grant_type })).body.error, 'unsupported_grant_type');
    }
    assert.equal((await driver.token('service', { grant_type: 'refresh_token' })).body.error, 'unauthorized_client');
  });

  it('RFC 6749 §3.2 refuses a repeated parameter', async () => {
    for (const name of ['grant_type', 'scope', 'client_id', 'made_up']) {
      const form = new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: 'service',
        scope: 'orders:read',
      });
      form.set(name, form.get(name) ?? 'x');
      form.append(name, form.get(name) ?? 'x');
      const answer = await driver.post('/token', 'service', form);
      assert.equal(answer.status, 400, name);
      assert.equal(answer.body.error, 'invalid_request');
    }
  });

  it('RFC 6749 §2.3.1 takes the secret by Basic, form-url-encoded, or in the body', async () => {
    const basic = `Basic ${btoa(`service:${encodeURIComponent(secretOf('service'))}`)}`;
    const form = new URLSearchParams({ grant_type: 'client_credentials' });
    const byHeader = await driver.post('/token', undefined, form, { authorization: basic });
    assert.equal(byHeader.status, 200);
    assert.equal((await driver.post('/token', 'service', form)).status, 200);
    const both = await driver.post(
      '/token',
      undefined,
      new URLSearchParams({ grant_type: 'client_credentials', client_secret: secretOf('service') }),
      { authorization: basic },
    );
    assert.equal(both.status, 400);
    assert.equal(both.body.error, 'invalid_request');
  });

  it('H6 refuses a secret, a code verifier or a token in the address', async () => {
    for (const name of ['client_secret', 'refresh_token', 'code_verifier', 'access_token']) {
      const answer = await driver.post(`/token?${name}=abc`, 'service', { grant_type: 'client_credentials' });
      assert.equal(answer.status, 400, name);
    }
  });

  it('takes nothing from the address', async () => {
    const answer = await driver.post('/token?grant_type=client_credentials', 'service', {});
    assert.equal(answer.body.error, 'invalid_request');
  });

  it('RFC 6749 §3.2 answers POST with a form only', async () => {
    assert.equal((await driver.authority.fetch('/token')).status, 405);
    const json = await driver.authority.fetch('/token', {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    assert.equal(json.status, 415);
  });

  it('H4 marks failures uncacheable too', async () => {
    const answer = await driver.token('service', {});
    assert.match(answer.headers.get('cache-control') ?? '', /no-store/);
  });
});
