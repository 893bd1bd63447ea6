import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkClient } from '../../src/authorize/check-client.ts';
import type { CheckContext } from '../../src/authorize/checks.ts';
import { createClientRegistry } from '../../src/clients/registry.ts';
import { createApiCatalogue } from '../../src/mint/api-catalogue.ts';
import { assertRefuses } from '../refusal.ts';
import { createSampleConfig } from '../sample-config.ts';

const config = createSampleConfig();
const context: CheckContext = {
  clients: createClientRegistry(config),
  catalogue: createApiCatalogue(config),
  readIdTokenHint: () => undefined,
};

describe('checkClient', () => {
  it('finds a declared client', () => {
    assert.equal(checkClient({ source: new URLSearchParams('client_id=web') }, context).client.clientId, 'web');
  });

  it('RFC 6749 §4.1.2.1 refuses an unknown client, comparing letter case', () => {
    for (const id of ['WEB', 'web ', 'constructor', 'nobody']) {
      assertRefuses(() => checkClient({ source: new URLSearchParams({ client_id: id }) }, context), 'invalid_client');
    }
  });

  it('RFC 6749 §3.1 refuses a client_id that is missing or given twice', () => {
    for (const query of ['', 'client_id=', 'client_id=web&client_id=web', 'client_id=web&client_id=other']) {
      assertRefuses(() => checkClient({ source: new URLSearchParams(query) }, context), 'invalid_request', /once/);
    }
  });
});
