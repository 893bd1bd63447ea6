import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseChallenges, saysInvalidToken } from '../../src/proxy/challenges.ts';

describe('a WWW-Authenticate header', () => {
  it('is taken apart at the challenges, not at their parameters', () => {
    const header =
      'Basic realm="a, Bearer b", charset="UTF-8", Negotiate abc==, Bearer, DPoP algs="ES256" , error = "x\\"y"';
    assert.deepEqual(
      parseChallenges(header).map(({ scheme, text }) => [scheme, text]),
      [
        ['basic', 'Basic realm="a, Bearer b", charset="UTF-8"'],
        ['negotiate', 'Negotiate abc=='],
        ['bearer', 'Bearer'],
        ['dpop', 'DPoP algs="ES256", error = "x\\"y"'],
      ],
    );
  });

  it('is nothing when it is nothing', () => {
    for (const header of [null, '', ' , ', 'realm="x"', '"'])
      assert.deepEqual(parseChallenges(header), [], header ?? '');
  });

  it('B4 tells a token that is no good from everything another token would not help with', () => {
    for (const header of [
      'Bearer error="invalid_token"',
      'bearer realm="x", error=invalid_token, error_description="expired"',
      'DPoP algs="ES256", error="invalid_token"',
      'Basic realm="x", Bearer error="invalid_token"',
    ]) {
      assert.equal(saysInvalidToken(header), true, header);
    }
    for (const header of [
      null,
      'Bearer',
      'Bearer realm="x"',
      'Bearer error="insufficient_user_authentication", acr_values="2"',
      'Bearer error="insufficient_scope"',
      'DPoP error="use_dpop_nonce"',
      'Bearer error_description="invalid_token"',
      'Bearer xerror="invalid_token"',
      'Basic error="invalid_token"',
    ]) {
      assert.equal(saysInvalidToken(header), false, header ?? '');
    }
  });
});
