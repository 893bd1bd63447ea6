import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createClientRegistry } from '../../src/clients/registry.ts';
import { describeApplications } from '../../src/endpoints/account-applications.ts';
import type { ClientId, GrantId } from '../../src/ids.ts';
import { createClient, createSampleConfig, orders } from '../sample-config.ts';

const base = createSampleConfig();
const config = createSampleConfig({
  apis: base.apis.map((api) => ({
    ...api,
    scopes: Object.fromEntries(Object.keys(api.scopes).map((scope) => [scope, `${api.audience} ${scope}`])),
  })),
  clients: [createClient('web', { name: 'Web shop', audiences: [orders] })],
});
const context = { registry: createClientRegistry(config), apis: config.apis };

function createGrant(clientId: string, scopes: readonly string[]) {
  return { grantId: 'g' as GrantId, clientId: clientId as ClientId, scopes, createdAtMs: 0, lastUsedAtMs: 0 };
}

describe('describeApplications', () => {
  it('explains by the APIs the application may use', () => {
    assert.deepEqual(describeApplications([createGrant('web', ['openid', 'orders:read'])], context), [
      {
        name: 'Web shop',
        sentences: ['Know who you are here, and that you signed in', 'https://orders.example.com orders:read'],
      },
    ]);
  });

  it('names each application once, with all that any of its grants allows', () => {
    const grants = [createGrant('web', ['orders:read']), createGrant('web', ['orders:read', 'orders:write'])];
    const [application, ...others] = describeApplications(grants, context);
    assert.deepEqual(others, []);
    assert.equal(application?.sentences.length, 2);
  });

  it('hides nothing that has no sentence, and no application that is gone', () => {
    assert.deepEqual(describeApplications([createGrant('gone', ['strange:scope'])], context), [
      { name: 'gone', sentences: ['strange:scope'] },
    ]);
  });

  it('is nothing without grants', () => assert.deepEqual(describeApplications([], context), []));
});
