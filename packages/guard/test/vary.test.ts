import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addAuthorizationToVary } from '../src/vary.ts';

describe('H4 the Vary of an answer to an authenticated request', () => {
  it('has Authorization in it, and all that was there before', () => {
    assert.equal(addAuthorizationToVary(undefined), 'Authorization');
    assert.equal(addAuthorizationToVary(''), 'Authorization');
    assert.equal(addAuthorizationToVary('Origin'), 'Origin, Authorization');
    assert.equal(addAuthorizationToVary(['Origin', 'Accept']), 'Origin, Accept, Authorization');
  });

  it('is left alone when it says so already, in whatever case, or says everything', () => {
    for (const vary of ['Authorization', 'Origin,authorization', 'accept , AUTHORIZATION', '*']) {
      assert.equal(addAuthorizationToVary(vary), vary);
    }
    assert.equal(addAuthorizationToVary('X-Authorization'), 'X-Authorization, Authorization');
  });
});
