import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { explainSignInError } from '../public/sign-in-errors.js';

describe('explaining a sign-in that failed', () => {
  it('says something different for each code, and what to do next', () => {
    const codes = ['access_denied', 'expired', 'unavailable', 'failed'];
    const explanations = codes.map((code) => explainSignInError(`?sign_in_error=${code}`));
    assert.equal(new Set(explanations.map((explanation) => explanation?.title)).size, codes.length);
    for (const explanation of explanations) assert.match(explanation?.advice ?? '', /Sign in/);
  });

  it('never repeats what the address says: anybody can write one', () => {
    const explanation = explainSignInError('?sign_in_error=Call+0900+for+help');
    assert.equal(explanation, explainSignInError('?sign_in_error=failed'));
    assert.deepEqual(explainSignInError('?sign_in_error=__proto__'), explanation);
  });

  it('says nothing when nothing went wrong', () => {
    assert.equal(explainSignInError('?a=b'), undefined);
  });
});
