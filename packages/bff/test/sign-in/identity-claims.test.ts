import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSessionTokens } from '../../src/sign-in/identity-claims.ts';

describe('what a session keeps of an ID token', () => {
  it('is who the person is, and not what the token says of itself', () => {
    const claims = {
      ...{ iss: 'https://id.example', aud: 'app', exp: 1, iat: 1, nonce: 'n', at_hash: 'h', azp: 'app', amr: ['pwd'] },
      ...{ sub: 'ada', name: 'Ada', email: 'ada@example.com', sid: 's', auth_time: 5 },
    };
    assert.deepEqual(createSessionTokens({ claims, refreshToken: 'r' }), {
      subject: 'ada',
      identity: { sub: 'ada', name: 'Ada', email: 'ada@example.com' },
      sid: 's',
      authTimeSeconds: 5,
      refreshToken: 'r',
      accessTokens: {},
    });
  });
});
