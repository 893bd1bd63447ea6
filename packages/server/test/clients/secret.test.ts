import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { decoySecretHashes, isSecretOf } from '../../src/clients/secret.ts';

const hash = (text: string): Uint8Array => createHash('sha256').update(text).digest();

describe('isSecretOf', () => {
  it('K1 accepts each secret in force while one is being changed', () => {
    const hashes = [hash('old secret'), hash('new secret')];
    assert.equal(isSecretOf('old secret', hashes), true);
    assert.equal(isSecretOf('new secret', hashes), true);
    assert.equal(isSecretOf('Old secret', hashes), false);
  });

  it('accepts nothing when there is no secret to match', () => {
    assert.equal(isSecretOf('', []), false);
    assert.equal(isSecretOf('', decoySecretHashes), false);
    assert.equal(isSecretOf('any', decoySecretHashes), false);
  });
});
