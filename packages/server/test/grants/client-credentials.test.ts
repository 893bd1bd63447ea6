import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ClientConfig } from '../../src/config/config.ts';
import { vouchingTtlMs } from '../../src/grants/client-vouching.ts';
import { createGrantTypes } from '../../src/grants/grant-types.ts';
import { readParameters } from '../../src/http/oauth-parameters.ts';
import { type OAuthDriver, openDriver, ordersApi, readClaims, stockApi } from '../endpoints/oauth-driver.ts';
import { testContext } from '../test-context.ts';

describe('grant type client_credentials', () => {
  let driver: OAuthDriver;
  before(async () => {
    driver = await openDriver();
  });
  after(() => driver.close());

  const ask = (changes: Record<string, string> = {}, clientId = 'service') =>
    driver.token(clientId, { grant_type: 'client_credentials', ...changes });

  it('RFC 6749 §4.4.3 gives a client a token of its own, without refresh token and ID token', async () => {
    const { body } = await ask();
    assert.deepEqual(Object.keys(body).sort(), ['access_token', 'expires_in', 'scope', 'token_type']);
    const { iat, exp, jti, rev, ...claims } = readClaims(body.access_token);
    assert.deepEqual(claims, {
      iss: driver.authority.issuer,
      sub: 'service',
      aud: ordersApi,
      client_id: 'service',
      scope: 'orders:read',
      permissions: ['orders.read'],
    });
    assert.equal(exp - iat, 300);
    assert.ok(!jti.includes('.'));
    assert.equal(typeof rev, 'number');
  });

  it('T2 refuses scopes and APIs beyond the registration, and all that concern a person', async () => {
    for (const scope of ['orders:write', 'openid', 'account']) {
      assert.equal((await ask({ scope })).body.error, 'invalid_scope', scope);
    }
    assert.equal((await ask({ resource: stockApi })).body.error, 'invalid_target');
  });

  it('RFC 6749 §5.2 refuses a client that is not registered for it', async () => {
    for (const clientId of ['web-app', 'spa']) {
      const answer = await ask({}, clientId);
      assert.equal(answer.status, 400);
      assert.equal(answer.body.error, 'unauthorized_client');
    }
  });

  it('RFC 6749 §4.4 refuses public clients and scopes of persons, whatever the registration says', async () => {
    const { config, keys, store, clock } = driver.authority;
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const grant = createGrantTypes({ config, keys, store, clock, log }).get('client_credentials');
    const service = config.clients.find(({ clientId }) => clientId === 'service');
    assert.ok(grant && service);
    const refuse = async (
      changes: Partial<ClientConfig>,
      form: Record<string, string>,
      code: string,
    ): Promise<void> => {
      const parameters = readParameters(new URLSearchParams(form));
      const client = { ...service, ...changes };
      await assert.rejects(grant({ client, parameters, audit: testContext }), { code });
    };
    await refuse({ type: 'public' }, {}, 'unauthorized_client');
    await refuse({ scopes: ['openid', 'orders:read'] }, { scope: 'openid' }, 'invalid_scope');
  });

  it('RFC 6749 §4.4 refuses a client without its secret', async () => {
    const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'service' });
    const response = await driver.authority.fetch('/token', { method: 'POST', body });
    assert.equal(response.status, 401);
  });

  it('R2 refuses a client a second after it was removed', async () => {
    await driver.authority.store.reconcileConfiguration([], 1000, testContext);
    driver.authority.advance(vouchingTtlMs);
    const answer = await ask();
    assert.equal(answer.status, 401);
    assert.equal(answer.body.error, 'invalid_client');
  });
});
