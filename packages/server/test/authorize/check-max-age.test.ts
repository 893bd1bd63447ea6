import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkMaxAge } from '../../src/authorize/check-max-age.ts';
import { readParameters } from '../../src/http/oauth-parameters.ts';
import { assertRefuses } from '../refusal.ts';

describe('checkMaxAge', () => {
  const read = (max_age: string) => checkMaxAge({ parameters: readParameters(new URLSearchParams({ max_age })) });

  it('OIDC Core §3.1.2.1 reads whole seconds, zero included', () => {
    assert.deepEqual(read(''), { maxAgeSeconds: undefined });
    assert.deepEqual(read('0'), { maxAgeSeconds: 0 });
    assert.deepEqual(read('3600'), { maxAgeSeconds: 3600 });
  });

  it('refuses anything else instead of ignoring it', () => {
    for (const text of ['-1', '1.5', '1e3', '0x10', ' 5', 'abc', '9999999999']) {
      assertRefuses(() => read(text), 'invalid_request', /max_age/);
    }
  });
});
