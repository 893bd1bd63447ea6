import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testSeed } from '@latchkey/testing/run';
import fc from 'fast-check';
import { splitTarget } from '../../src/http/request-target.ts';

describe('splitTarget', () => {
  it('says of any request what the URL standard says', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (text) => {
        const { url } = new Request(text);
        const expected = new URL(url);
        const { path, query } = splitTarget(url);
        assert.equal(path, expected.pathname);
        assert.equal(query.toString(), expected.searchParams.toString());
      }),
      { seed: testSeed() },
    );
  });

  it('finds neither path nor query where there is none', () => {
    assert.equal(splitTarget('https://id.example.com').path, '');
    assert.equal([...splitTarget('https://id.example.com/a').query].length, 0);
  });
});
