import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testSeed } from '@latchkey/testing/run';
import fc from 'fast-check';
import { splitTarget, splitUrl } from '../src/request-target.ts';

describe('splitTarget', () => {
  it('parts path and query at the first question mark, and changes neither', () => {
    assert.deepEqual(splitTarget('/x%2F..%2f\\y?a=1?b#c'), { path: '/x%2F..%2f\\y', search: '?a=1?b#c' });
    assert.deepEqual(splitTarget('/x#y'), { path: '/x#y', search: '' });
    assert.deepEqual(splitTarget('http://a/x?'), { path: 'http://a/x', search: '?' });
    assert.deepEqual(splitTarget(''), { path: '', search: '' });
  });
});

describe('splitUrl', () => {
  it('says of any URL, with and without its origin, what the URL standard says', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (text) => {
        const { url } = new Request(text);
        const expected = new URL(url);
        for (const written of [url, url.slice(expected.origin.length)]) {
          const { path, search } = splitUrl(written);
          assert.equal(path, expected.pathname);
          // `URL.search` leaves a lone question mark out.
          assert.equal(search === '?' ? '' : search, expected.search);
        }
      }),
      { seed: testSeed() },
    );
  });

  it('is path and query as sent, whatever host was named', () => {
    assert.deepEqual(splitUrl('https://evil.example/auth/session?slide=false'), {
      path: '/auth/session',
      search: '?slide=false',
    });
    assert.deepEqual(splitUrl('http://a/x%2F..%2f\\y'), { path: '/x%2F..%2f\\y', search: '' });
    assert.deepEqual(splitUrl('http://a/x#?y'), { path: '/x', search: '' });
    assert.deepEqual(splitUrl('http://a'), { path: '/', search: '' });
    assert.deepEqual(splitUrl('*'), { path: '*', search: '' });
  });

  it('is the root where a query follows the host: a slash in it begins no path', () => {
    assert.deepEqual(splitUrl('http://a?b=/token'), { path: '/', search: '?b=/token' });
    assert.deepEqual(splitUrl('http://a#/token'), { path: '/', search: '' });
  });

  it('does not take an address in the path or the query for the URL', () => {
    assert.equal(splitUrl('/a?to=https://b.example/c').path, '/a');
    assert.equal(splitUrl('/https://b.example/c').path, '/https://b.example/c');
    assert.equal(splitUrl('//b.example/c').path, '//b.example/c');
  });
});
