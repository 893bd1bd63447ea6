import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recordSecret } from '@latchkey/testing/run';
import { createCsrfToken, isCsrfToken } from '../../src/csrf/csrf-token.ts';
import { createSessionSecret, readSessionSecret } from '../../src/session/session-secret.ts';

describe('the CSRF token', () => {
  const { secret, cookieValue } = createSessionSecret();
  recordSecret(cookieValue);

  it('B2 is the same for one session, and fits no other', () => {
    const token = recordSecret(createCsrfToken(secret));
    assert.equal(createCsrfToken(readSessionSecret(cookieValue)!), token);
    assert.ok(isCsrfToken(token, secret));
    assert.ok(!isCsrfToken(token, createSessionSecret().secret));
  });

  it('B2 must be there, whole and unchanged', () => {
    const token = createCsrfToken(secret);
    for (const wrong of [null, undefined, '', token.slice(1), `${token}x`, `${token.slice(0, -1)}?`, cookieValue]) {
      assert.ok(!isCsrfToken(wrong, secret));
    }
  });

  it('B1 says nothing of the cookie it belongs to', () => {
    assert.notEqual(createCsrfToken(secret), cookieValue);
    assert.notEqual(createCsrfToken(secret), secret.sessionDigest);
  });
});
