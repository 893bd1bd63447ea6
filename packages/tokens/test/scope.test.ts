import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isScopeToken } from '@latchkey/tokens/scope';

describe('the name of a scope (RFC 6749 §3.3)', () => {
  it('has every character that the syntax allows, and no other', () => {
    for (let unit = 0; unit < 0x180; unit += 1) {
      const isAllowed = unit > 0x20 && unit < 0x7f && unit !== 0x22 && unit !== 0x5c;
      for (const name of [String.fromCharCode(unit), `orders${String.fromCharCode(unit)}read`]) {
        assert.equal(isScopeToken(name), isAllowed, JSON.stringify(name));
      }
    }
  });

  it('is a text, and not empty', () => {
    for (const value of ['', undefined, null, 7, ['orders:read'], {}]) assert.equal(isScopeToken(value), false);
  });

  it('ends where the text ends', () => {
    for (const name of ['orders:read\n', '\norders:read', 'a b', ' a', 'a ']) assert.equal(isScopeToken(name), false);
  });
});
