import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testSeed } from '@latchkey/testing/run';
import fc from 'fast-check';
import { OAuthError } from '../../src/http/oauth-error.ts';
import { createApiCatalogue } from '../../src/mint/api-catalogue.ts';
import { checkResources, parseScope, resolveTarget, type Target, type TargetRequest } from '../../src/mint/target.ts';
import { assertRefuses } from '../refusal.ts';
import { createClient, createSampleConfig, findClient, issuer, orders, payroll, stock } from '../sample-config.ts';

const catalogue = createApiCatalogue(createSampleConfig());

function resolve(request: Partial<TargetRequest>): Target {
  return resolveTarget(
    { client: findClient('web'), scopes: undefined, resources: [], forPerson: true, ...request },
    catalogue,
  );
}

describe('parseScope', () => {
  it('RFC 6749 §3.3 splits at single spaces and drops repetitions', () => {
    assert.deepEqual(parseScope('openid orders:read openid'), ['openid', 'orders:read']);
  });

  it('RFC 6749 §3.3 refuses other spacing and characters outside its set', () => {
    for (const text of [' openid', 'openid ', 'a  b', 'a\tb', 'a\nb', 'a"b', 'a\\b', 'käse', '\u0000']) {
      assertRefuses(() => parseScope(text), 'invalid_scope');
    }
  });
});

describe('checkResources', () => {
  it('RFC 8707 §2 accepts APIs the client is registered for, each once', () => {
    assert.deepEqual(checkResources(findClient('web'), [stock, orders, stock], catalogue), [stock, orders]);
  });

  it('RFC 8707 §2 refuses an API outside the registration, an unknown one and the authority itself', () => {
    for (const resource of [
      payroll,
      'https://evil.example',
      issuer,
      `${orders}/`,
      `${orders}#x`,
      'orders',
      '__proto__',
    ]) {
      assertRefuses(() => checkResources(findClient('web'), [orders, resource], catalogue), 'invalid_target');
    }
  });

  it('refuses an audience that is registered but not declared any more', () => {
    const client = createClient('stale', { audiences: ['https://gone.example.com'] });
    assertRefuses(() => checkResources(client, ['https://gone.example.com'], catalogue), 'invalid_target');
  });
});

describe('resolveTarget', () => {
  it('without resource takes the APIs that own a requested scope', () => {
    assert.deepEqual(resolve({ scopes: ['openid', 'stock:read'] }), {
      scopes: ['openid', 'stock:read'],
      resources: [stock],
    });
  });

  it('with resource takes exactly those, also one without a requested scope', () => {
    const target = resolve({ scopes: ['orders:read'], resources: [orders, stock] });
    assert.deepEqual(target.resources, [orders, stock]);
  });

  it('with no API scope at all is for no API', () => {
    assert.deepEqual(resolve({ scopes: ['openid', 'profile'] }), { scopes: ['openid', 'profile'], resources: [] });
  });

  it('RFC 8707 §2.2 refuses a scope of an API that is not among the requested resources', () => {
    assertRefuses(() => resolve({ scopes: ['stock:read'], resources: [orders] }), 'invalid_scope', /stock:read/);
  });

  it('RFC 6749 §3.3 refuses a scope the client is not registered for, declared or not', () => {
    for (const scope of ['payroll:read', 'orders:everything', 'OPENID']) {
      assertRefuses(() => resolve({ scopes: ['openid', scope] }), 'invalid_scope');
    }
  });

  it('refuses a registered scope whose API the client may not reach', () => {
    const client = createClient('odd', { scopes: ['payroll:read'], audiences: [orders] });
    assertRefuses(() => resolve({ client, scopes: ['payroll:read'] }), 'invalid_scope');
  });

  it('without scope takes all it is registered for, except offline_access', () => {
    assert.deepEqual(resolve({}), {
      scopes: ['openid', 'profile', 'email', 'account', 'orders:read', 'orders:write', 'stock:read'],
      resources: [orders, stock],
    });
  });

  it('without scope but with resource takes the scopes of that API alone', () => {
    assert.deepEqual(resolve({ resources: [orders] }), {
      scopes: ['orders:read', 'orders:write'],
      resources: [orders],
    });
  });

  it('refuses to grant nothing', () => {
    const client = createClient('bare', { scopes: ['offline_access'], audiences: [] });
    assertRefuses(() => resolve({ client }), 'invalid_scope', /no default scope/);
  });

  it('for a client itself leaves the scopes that concern a person out, and refuses them when named', () => {
    assert.deepEqual(resolve({ forPerson: false }).scopes, ['orders:read', 'orders:write', 'stock:read']);
    for (const scope of ['openid', 'profile', 'email', 'offline_access', 'account']) {
      assertRefuses(() => resolve({ forPerson: false, scopes: [scope] }), 'invalid_scope', /person/);
    }
  });

  it('T2 never grants more than the registration, whatever is asked', () => {
    const names = ['openid', 'offline_access', 'orders:read', 'stock:read', 'payroll:read', 'made:up'];
    const audiences = [orders, stock, payroll, 'https://evil.example', issuer];
    const property = fc.property(
      fc.record({
        registeredScopes: fc.subarray(names),
        registeredAudiences: fc.subarray([orders, stock, payroll]),
        scopes: fc.option(fc.subarray(names, { minLength: 1 }), { nil: undefined }),
        resources: fc.subarray(audiences),
        forPerson: fc.boolean(),
      }),
      ({ registeredScopes, registeredAudiences, scopes, resources, forPerson }) => {
        const client = createClient('any', { scopes: registeredScopes, audiences: registeredAudiences });
        let target: Target;
        try {
          target = resolve({ client, scopes, resources, forPerson });
        } catch (error) {
          assert.ok(error instanceof OAuthError);
          return;
        }
        for (const scope of target.scopes) assert.ok(registeredScopes.includes(scope));
        for (const audience of target.resources) assert.ok(registeredAudiences.some((known) => known === audience));
        if (scopes === undefined) assert.ok(!target.scopes.includes('offline_access'));
        else assert.deepEqual(target.scopes, scopes);
        if (resources.length > 0) assert.deepEqual(target.resources, resources);
      },
    );
    fc.assert(property, { seed: testSeed(), numRuns: 300 });
  });
});
