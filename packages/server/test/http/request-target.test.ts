import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testSeed } from '@latchkey/testing/run';
import fc from 'fast-check';
import { splitTarget } from '../../src/http/request-target.ts';

describe('splitTarget', () => {
  it('says of any target, absolute or not, what the URL standard says', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (text) => {
        const { url } = new Request(text);
        const expected = new URL(url);
        for (const target of [url, url.slice(expected.origin.length)]) {
          const { path, query } = splitTarget(target);
          assert.equal(path, expected.pathname);
          assert.equal(query.toString(), expected.searchParams.toString());
        }
      }),
      { seed: testSeed() },
    );
  });

  it('finds neither path nor query where there is none', () => {
    assert.equal(splitTarget('https://id.example.com').path, '');
    assert.equal([...splitTarget('https://id.example.com/a').query].length, 0);
    assert.equal(splitTarget('*').path, '*');
  });

  it('does not take an address in the query or the path for the target', () => {
    assert.equal(splitTarget('/a?to=https://b.example/c').path, '/a');
    assert.equal(splitTarget('/https://b.example/c').path, '/https://b.example/c');
    assert.equal(splitTarget('//b.example/c').path, '//b.example/c');
  });
});
