import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testSeed } from '@latchkey/testing/run';
import fc from 'fast-check';
import { parseCookies } from '../src/cookie-header.ts';

describe('parseCookies', () => {
  it('takes names and values as they are', () => {
    assert.deepEqual(
      [...parseCookies('a=1; b=x=y ;=3; c; d=%20')],
      [
        ['a', '1'],
        ['b', 'x=y'],
        ['d', '%20'],
      ],
    );
  });

  it('finds whatever value stands among other cookies', () => {
    const value = fc.stringMatching(/^[A-Za-z0-9._~-]*$/);
    fc.assert(
      fc.property(value, value, (one, other) => {
        const cookies = parseCookies(`x=1; a=${one}; =nameless; flag; b=${other}`);
        assert.deepEqual(Object.fromEntries(cookies), { x: '1', a: one, b: other });
      }),
      { seed: testSeed() },
    );
  });

  it('takes the first of two cookies with one name, as browsers send the more specific first', () => {
    assert.equal(parseCookies('a=first; a=second').get('a'), 'first');
  });

  it('B1 takes no name for another that differs by a blank browsers know nothing of (cookie tossing)', () => {
    for (const blank of ['\u00a0', '\u0085', '\u000b', '\ufeff', '\u2003']) {
      const cookies = parseCookies(`${blank}__Host-a=tossed; __Host-b${blank}=tossed; __Host-c=${blank}1`);
      assert.deepEqual([cookies.get('__Host-a'), cookies.get('__Host-b')], [undefined, undefined]);
      assert.equal(cookies.get('__Host-c'), `${blank}1`);
    }
    assert.deepEqual([...parseCookies(' \ta \t= \t1 \t')], [['a', '1']]);
  });

  it('sees no cookies in an absent or empty header', () => {
    for (const header of [null, undefined, '']) assert.equal(parseCookies(header).size, 0);
  });
});
