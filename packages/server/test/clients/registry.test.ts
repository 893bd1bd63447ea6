import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createClientRegistry } from '../../src/clients/registry.ts';
import { createSampleConfig } from '../sample-config.ts';

describe('createClientRegistry', () => {
  it('finds a client by its whole id and nothing by any other text', () => {
    const registry = createClientRegistry(createSampleConfig());
    assert.equal(registry.find('web')?.clientId, 'web');
    for (const id of ['', 'we', 'Web', 'web ', '__proto__', 'constructor']) assert.equal(registry.find(id), undefined);
  });
});
