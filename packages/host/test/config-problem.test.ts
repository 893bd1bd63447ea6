import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConfigError, formatPath } from '../src/config-problem.ts';

describe('a configuration that cannot be used', () => {
  it('is told with every problem, one a line', () => {
    const one = { path: 'issuer', what: 'is missing', remedy: 'Set it.' };
    assert.equal(new ConfigError('a.json', [one]).message, 'a.json has one problem:\n  - issuer is missing. Set it.');
    const whole = { path: '', what: 'was not found', remedy: 'Create one.' };
    const error = new ConfigError('The configuration', [one, whole]);
    assert.match(
      error.message,
      /^The configuration has 2 problems:\n {2}- issuer .*\n {2}- it was not found\. Create one\.$/,
    );
    assert.deepEqual(error.problems, [one, whole]);
  });

  it('names a place as one would write it', () => {
    assert.equal(formatPath(['clients', 1, 'redirectUris', 0]), 'clients[1].redirectUris[0]');
    assert.equal(formatPath(['apis', 0, 'scopes', 'a:b']), 'apis[0].scopes["a:b"]');
    assert.equal(formatPath([]), '');
  });
});
