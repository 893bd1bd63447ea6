import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import { describe, it } from 'node:test';
import { recordSecret } from '@latchkey/testing/run';
import { deriveKey, sealBox } from '@latchkey/tokens/sealed-box';
import { createSessionSecret } from '../../src/session/session-secret.ts';
import { openTokens, sealTokens } from '../../src/session/session-tokens.ts';

const tokens = {
  subject: 'ada',
  identity: { sub: 'ada', name: 'Ada' },
  sid: 'session-of-the-authority',
  authTimeSeconds: 5,
  refreshToken: recordSecret('refresh-token-refresh-token'),
  accessTokens: {
    '/api': { token: recordSecret('access-token-access-token'), renewAtMs: 1, expiresAtMs: 2 },
  },
};

describe('the tokens of a session', () => {
  const { secret } = createSessionSecret();

  it('B1 are stored so that only the cookie opens them', () => {
    const sealed = sealTokens(tokens, secret);
    assert.deepEqual(openTokens(sealed, secret), tokens);
    const text = Buffer.from(sealed).toString('latin1');
    for (const part of ['ada', 'Ada', tokens.sid, tokens.refreshToken, tokens.accessTokens['/api'].token]) {
      assert.ok(!text.includes(part));
    }
    assert.equal(openTokens(sealed, createSessionSecret().secret), undefined);
    // The right key, but the row of another session.
    const moved = { ...secret, sessionDigest: createSessionSecret().secret.sessionDigest };
    assert.equal(openTokens(sealed, moved), undefined);
  });

  it('count as gone when they were changed, or sealed by another version', () => {
    const sealed = sealTokens(tokens, secret);
    sealed[20]! ^= 1;
    assert.equal(openTokens(sealed, secret), undefined);
    const key = deriveKey(createSecretKey(secret.key.export()), 'latchkey bff session tokens');
    const later = sealBox(Buffer.from(JSON.stringify({ version: 2, ...tokens })), {
      key,
      associatedData: secret.sessionDigest,
    });
    assert.equal(openTokens(later, secret), undefined);
  });
});
