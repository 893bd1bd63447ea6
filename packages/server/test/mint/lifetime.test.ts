import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createApiCatalogue } from '../../src/mint/api-catalogue.ts';
import {
  chooseAccessTokenTtlSeconds,
  computeAccessTokenTtlCapMs,
  ownApiTokenTtlSeconds,
} from '../../src/mint/lifetime.ts';
import { createClient, createSampleConfig, orders, stock } from '../sample-config.ts';

const config = createSampleConfig();
const catalogue = createApiCatalogue(config);
const apis = config.apis.filter((api) => [orders, stock].includes(api.audience));

describe('access token lifetimes', () => {
  it('T1 are the shortest of the APIs a token is for', () => {
    assert.equal(chooseAccessTokenTtlSeconds(apis, createClient('web')), 120);
    assert.equal(chooseAccessTokenTtlSeconds(apis.slice(0, 1), createClient('web')), 300);
  });

  it('T1 are shortened by the client, never lengthened', () => {
    assert.equal(chooseAccessTokenTtlSeconds(apis, createClient('web', { accessTokenTtlSeconds: 60 })), 60);
    assert.equal(chooseAccessTokenTtlSeconds(apis, createClient('web', { accessTokenTtlSeconds: 9000 })), 120);
  });

  it('are bounded for a token that is for the authority alone', () => {
    assert.equal(chooseAccessTokenTtlSeconds([], createClient('web')), ownApiTokenTtlSeconds);
    assert.equal(chooseAccessTokenTtlSeconds([], createClient('web', { accessTokenTtlSeconds: 30 })), 30);
  });

  it('never pass the cap that revocation entries are kept by', () => {
    for (const accessTokenTtlSeconds of [undefined, 30, 200, 5000]) {
      const client = createClient('web', { accessTokenTtlSeconds });
      const capMs = computeAccessTokenTtlCapMs(client, catalogue);
      for (const some of [apis, apis.slice(0, 1), apis.slice(1), []]) {
        assert.ok(chooseAccessTokenTtlSeconds(some, client) * 1000 <= capMs);
      }
    }
  });
});
