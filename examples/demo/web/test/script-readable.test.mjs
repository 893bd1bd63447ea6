import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findCsrfToken, parseCookies, shorten } from '../public/script-readable.js';

describe('what script can read', () => {
  it('lists each cookie, values with an equals sign and nameless ones included', () => {
    assert.deepEqual(parseCookies('a=1; XSRF-TOKEN=x=y; bare'), [
      { name: 'a', value: '1' },
      { name: 'XSRF-TOKEN', value: 'x=y' },
      { name: '', value: 'bare' },
    ]);
    assert.deepEqual(parseCookies(''), []);
  });

  it('B2 finds the CSRF token by its exact name alone', () => {
    assert.equal(findCsrfToken('OLD-XSRF-TOKEN=1; XSRF-TOKEN=2'), '2');
    assert.equal(findCsrfToken('xsrf-token=1'), undefined);
  });

  it('shows no more than the start of a value', () => {
    assert.equal(shorten('abcdefghij'), 'abcdef…');
    assert.equal(shorten('abc'), 'abc');
  });
});
