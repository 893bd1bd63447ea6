import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { computeS256Challenge } from '@latchkey/tokens/pkce';
import { checkPkce } from '../../src/authorize/check-pkce.ts';
import { readParameters } from '../../src/http/oauth-parameters.ts';
import { assertRefuses } from '../refusal.ts';

const challenge = computeS256Challenge('a'.repeat(43));

function check(query: Record<string, string>): string {
  return checkPkce({ parameters: readParameters(new URLSearchParams(query)) }).codeChallenge;
}

describe('checkPkce', () => {
  it('RFC 7636 §4.3 takes an S256 challenge', () => {
    assert.equal(check({ code_challenge: challenge, code_challenge_method: 'S256' }), challenge);
  });

  it('RFC 9700 §2.1.1 refuses a request without a challenge', () => {
    assertRefuses(() => check({}), 'invalid_request', /PKCE is required/);
    assertRefuses(() => check({ code_challenge_method: 'S256' }), 'invalid_request', /PKCE is required/);
  });

  it('RFC 7636 §4.3 refuses plain, said, implied or misspelt', () => {
    for (const method of ['plain', '', 's256', 'S512']) {
      assertRefuses(
        () => check({ code_challenge: challenge, code_challenge_method: method }),
        'invalid_request',
        /S256/,
      );
    }
    assertRefuses(() => check({ code_challenge: challenge }), 'invalid_request', /S256/);
  });

  it('RFC 7636 §4.2 refuses a challenge that no SHA-256 gives', () => {
    const padded = `${challenge}=`;
    // The last of 43 characters carries 4 bits, so only every fourth letter is canonical.
    const loose = `${'A'.repeat(42)}B`;
    for (const bad of ['short', challenge.slice(1), padded, `${challenge}A`, loose, `${challenge.slice(1)}+`]) {
      assertRefuses(() => check({ code_challenge: bad, code_challenge_method: 'S256' }), 'invalid_request', /43/);
    }
  });
});
