import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseCookies } from '../../src/cookies/parse-cookies.ts';

describe('a Cookie header', () => {
  it('is read as it is, the first of a name counts', () => {
    assert.deepEqual(
      [...parseCookies('a=1; b=x=y ;a=2;=3; c; d=%20')],
      [
        ['a', '1'],
        ['b', 'x=y'],
        ['d', '%20'],
      ],
    );
    assert.equal(parseCookies(null).size, 0);
    assert.equal(parseCookies('').size, 0);
  });
});
