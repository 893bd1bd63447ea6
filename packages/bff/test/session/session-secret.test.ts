import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { recordSecret } from '@latchkey/testing/run';
import { createSessionSecret, readSessionSecret } from '../../src/session/session-secret.ts';

describe('the secret of a session', () => {
  const { secret, cookieValue } = createSessionSecret();
  recordSecret(cookieValue);

  it('B1 is 32 random bytes, of which the store learns the digest', () => {
    const bytes = Buffer.from(cookieValue, 'base64url');
    assert.equal(bytes.length, 32);
    assert.equal(secret.sessionDigest, hash('sha256', bytes, 'base64url'));
    assert.notEqual(createSessionSecret().cookieValue, cookieValue);
  });

  it('is read back from the cookie in its one spelling', () => {
    assert.equal(readSessionSecret(cookieValue)?.sessionDigest, secret.sessionDigest);
    for (const wrong of [
      undefined,
      '',
      'x',
      `${cookieValue}=`,
      `${cookieValue} `,
      cookieValue.slice(1),
      `${cookieValue}AAAA`,
    ]) {
      assert.equal(readSessionSecret(wrong), undefined);
    }
  });

  it('B1 does not show when it is printed', () => {
    for (const text of [inspect(secret, { depth: 9, showHidden: true }), JSON.stringify(secret), String(secret)]) {
      assert.ok(!text.includes(cookieValue) && !text.includes(Buffer.from(cookieValue, 'base64url').toString('hex')));
    }
  });
});
