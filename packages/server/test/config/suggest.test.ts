import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { suggestName } from '../../src/config/suggest.ts';

describe('suggestName', () => {
  const known = ['issuer', 'listen', 'lifetimes', 'trustedProxies'];

  it('finds the nearest name, whatever its letter case', () => {
    assert.equal(suggestName('isuer', known), 'issuer');
    assert.equal(suggestName('trustedproxy', known), 'trustedProxies');
    assert.equal(suggestName('lifetime', known), 'lifetimes');
  });

  it('suggests nothing for what is like none of them', () => {
    assert.equal(suggestName('database', known), undefined);
    assert.equal(suggestName('x', known), undefined);
    assert.equal(suggestName('issuer', []), undefined);
  });
});
