import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { collectPermissions, createPermissionResolver } from '../../src/mint/permissions.ts';
import { createSampleConfig, orders, payroll } from '../sample-config.ts';

const config = createSampleConfig();
const apis = (...audiences: string[]) => config.apis.filter((api) => audiences.includes(api.audience));

describe('createPermissionResolver', () => {
  const resolve = createPermissionResolver(config.roles);

  it('T2 gives the permissions of the token’s audiences only', () => {
    assert.deepEqual(resolve(['clerk'], apis(orders)), ['orders.view']);
    assert.deepEqual(resolve(['clerk'], []), []);
  });

  it('unites the permissions of several roles, each once, and leaves undeclared ones out', () => {
    assert.deepEqual(resolve(['clerk', 'manager'], apis(orders)), ['orders.view', 'orders.refund']);
  });

  it('T5 gives nothing for a role that is not declared', () => {
    assert.deepEqual(resolve(['owner', '__proto__', 'constructor'], apis(orders, payroll)), []);
  });
});

describe('collectPermissions', () => {
  it('does not look audiences up on the prototype', () => {
    const [api] = apis(orders);
    assert.ok(api);
    assert.deepEqual(collectPermissions([{}], [{ ...api, audience: 'constructor' }]), []);
  });
});
