import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Access, deriveAccess, type Narrowing } from '../../src/mint/access.ts';
import { createApiCatalogue } from '../../src/mint/api-catalogue.ts';
import { createClient, createSampleConfig, issuer, orders, payroll, stock } from '../sample-config.ts';

const context = { catalogue: createApiCatalogue(createSampleConfig()), issuer };
const granted = { scopes: ['openid', 'offline_access', 'orders:read', 'stock:read'], resources: [orders, stock] };

function derive(narrowing: Partial<Narrowing>, from = granted, client = createClient('web')): Access {
  return deriveAccess(from, { scopes: undefined, resources: undefined, ...narrowing }, client, context);
}

describe('deriveAccess', () => {
  it('is for all that was granted when nothing is narrowed, and for the authority when openid was', () => {
    const access = derive({});
    assert.deepEqual(access.audience, [orders, stock, issuer]);
    assert.deepEqual(access.tokenScopes, granted.scopes);
    assert.deepEqual(access.responseScopes, granted.scopes);
  });

  it('T2 leaves the scopes of other APIs out when narrowed to one', () => {
    const access = derive({ resources: [stock] });
    assert.deepEqual(access.audience, [stock, issuer]);
    assert.deepEqual(access.tokenScopes, ['openid', 'offline_access', 'stock:read']);
  });

  it('T2 leaves APIs out that own none of the scopes it is narrowed to', () => {
    const access = derive({ scopes: ['orders:read'] });
    assert.deepEqual(access.audience, [orders]);
    assert.deepEqual(access.tokenScopes, ['orders:read']);
  });

  it('T2 keeps the authority’s own scopes out of a token that is not for it', () => {
    const access = derive({}, { scopes: ['profile', 'offline_access', 'orders:read'], resources: [orders] });
    assert.deepEqual(access.audience, [orders]);
    assert.deepEqual(access.tokenScopes, ['orders:read']);
    assert.deepEqual(access.responseScopes, ['profile', 'offline_access', 'orders:read']);
  });

  it('is for the authority alone when it is for no API', () => {
    const access = derive({}, { scopes: ['openid'], resources: [] });
    assert.deepEqual(access.audience, [issuer]);
    assert.deepEqual(access.apis, []);
  });

  it('adds nothing that was not granted, whatever is asked', () => {
    const access = derive({ scopes: ['orders:write', 'orders:read'], resources: [payroll, orders] });
    assert.deepEqual(access.audience, [orders]);
    assert.deepEqual(access.tokenScopes, ['orders:read']);
  });

  it('T5 leaves out what the client is not registered for any more', () => {
    const client = createClient('web', { scopes: ['openid', 'orders:read'], audiences: [orders] });
    const access = derive({}, granted, client);
    assert.deepEqual(access.audience, [orders, issuer]);
    assert.deepEqual(access.responseScopes, ['openid', 'orders:read']);
  });

  it('T5 leaves out an API that is not declared any more', () => {
    const gone = 'https://gone.example.com';
    const client = createClient('web', { audiences: [gone] });
    assert.deepEqual(derive({}, { scopes: [], resources: [gone] }, client).audience, [issuer]);
  });
});
