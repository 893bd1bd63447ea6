import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Lockfile, listDependencies } from '../../src/ours/lockfile.ts';

const lockfile: Lockfile = {
  packages: {
    '': { name: 'root' },
    'packages/server': { dependencies: { '@own/tokens': '1', hono: '1' }, optionalDependencies: { addon: '1' } },
    'packages/tokens': { dependencies: { small: '1' } },
    'node_modules/@own/tokens': { resolved: 'packages/tokens', link: true },
    'node_modules/hono': { version: '1.0.0', dependencies: { small: '2', hono: '1' } },
    'node_modules/hono/node_modules/small': { version: '2.0.0' },
    'node_modules/small': { version: '1.0.0' },
    'node_modules/addon': { version: '1.0.0' },
  },
};

describe('the dependencies of a package', () => {
  it('are those of others, direct and transitive, each version once', () => {
    assert.deepEqual([...listDependencies(lockfile, 'packages/server')].toSorted(), [
      ...['hono@1.0.0', 'small@1.0.0', 'small@2.0.0'],
    ]);
    assert.deepEqual([...listDependencies(lockfile, 'packages/tokens')], ['small@1.0.0']);
    assert.equal(listDependencies(lockfile, 'node_modules/small').size, 0);
  });
});
