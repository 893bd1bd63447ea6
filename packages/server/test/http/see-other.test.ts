import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { redirectSeeOther } from '../../src/http/see-other.ts';

describe('redirectSeeOther', () => {
  it('answers 303, so that a form is never sent on', () => {
    const response = redirectSeeOther('/account', ['a=1', 'b=2']);
    assert.equal(response.status, 303);
    assert.equal(response.headers['location'], '/account');
    assert.deepEqual(response.setCookies, ['a=1', 'b=2']);
    assert.equal(response.headers['cache-control'], 'no-store');
  });
});
