import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkRequestObject } from '../../src/authorize/check-request-object.ts';
import { readParameters } from '../../src/http/oauth-parameters.ts';
import { assertRefuses } from '../refusal.ts';

describe('checkRequestObject', () => {
  const refused = [
    ['request', 'request_not_supported'],
    ['request_uri', 'request_uri_not_supported'],
    ['registration', 'registration_not_supported'],
  ] as const;
  for (const [parameter, code] of refused) {
    it(`OIDC Core §3.1.2.6 refuses ${parameter} as ${code}`, () => {
      const parameters = readParameters(new URLSearchParams({ [parameter]: 'x' }));
      assertRefuses(() => checkRequestObject({ parameters }), code);
    });
  }

  it('has nothing against other parameters', () => {
    assert.deepEqual(checkRequestObject({ parameters: readParameters(new URLSearchParams('claims={}')) }), {});
  });
});
