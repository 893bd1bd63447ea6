import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { parseLinkToken } from '../../src/first-administrator/offer.ts';

describe('parseLinkToken', () => {
  it('gives the SHA-256 of 32 bytes', () => {
    const token = Buffer.alloc(32, 1);
    const expected = createHash('sha256').update(token).digest();
    assert.deepEqual(parseLinkToken(token.toString('base64url')), expected);
  });

  it('gives nothing for what cannot be a token, so that it costs no look-up', () => {
    const token = Buffer.alloc(32, 1).toString('base64url');
    for (const text of ['', 'AAAA', token.slice(0, 42), `${token}AA`, `${token}=`, '?']) {
      assert.equal(parseLinkToken(text), undefined, text);
    }
  });
});
