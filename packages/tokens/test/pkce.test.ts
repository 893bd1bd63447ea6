import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { computeS256Challenge, isCodeChallenge, isCodeVerifier } from '@latchkey/tokens/pkce';
import { readVector } from './vectors/read-vector.ts';

const vector = readVector<{ readonly verifier: string; readonly challenge: string }>('rfc7636-b-pkce');

describe('PKCE', () => {
  it('computes the challenge of RFC 7636 appendix B', () => {
    assert.equal(computeS256Challenge(vector.verifier), vector.challenge);
  });

  it('accepts 43 to 128 unreserved characters as a verifier (RFC 7636 §4.1)', () => {
    for (const verifier of [vector.verifier, 'a'.repeat(43), '-._~'.repeat(32)]) assert.ok(isCodeVerifier(verifier));
    for (const text of ['', 'a'.repeat(42), 'a'.repeat(129), `${'a'.repeat(42)}+`, `${'a'.repeat(43)}\n`]) {
      assert.equal(isCodeVerifier(text), false, text);
    }
  });

  it('accepts 32 bytes in canonical base64url as a challenge (RFC 7636 §4.2)', () => {
    assert.ok(isCodeChallenge(vector.challenge));
    const others = [
      '',
      vector.verifier.slice(1),
      `${vector.challenge}=`,
      `${vector.challenge.slice(0, -1)}N`,
      'a'.repeat(44),
    ];
    for (const text of others) assert.equal(isCodeChallenge(text), false, text);
  });
});
