import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { UserId } from '../../src/ids.ts';
import { claimsByScope, collectPersonClaims } from '../../src/mint/person-claims.ts';
import type { UserProfile } from '../../src/users/store.ts';

const user: UserProfile = {
  userId: 'ada' as UserId,
  username: 'ada',
  email: 'ada@example.com',
  emailVerified: false,
  name: 'Ada Lovelace',
  roles: ['clerk'],
  updatedAtMs: 1_700_000_000_999,
};

describe('collectPersonClaims', () => {
  it('T2 says nothing about a person without a scope for it, and never a role', () => {
    assert.deepEqual(collectPersonClaims(user, ['openid', 'account', 'orders:read']), {});
    const all = collectPersonClaims(user, ['openid', 'profile', 'email']);
    assert.ok(!JSON.stringify(all).includes('clerk'));
  });

  it('OIDC Core §5.4 opens claims by scope, exactly those that discovery lists', () => {
    assert.deepEqual(collectPersonClaims(user, ['profile']), {
      name: 'Ada Lovelace',
      preferred_username: 'ada',
      updated_at: 1_700_000_000,
    });
    assert.deepEqual(collectPersonClaims(user, ['email']), { email: 'ada@example.com', email_verified: false });
    for (const scope of ['profile', 'email'] as const) {
      assert.deepEqual(Object.keys(collectPersonClaims(user, [scope])), claimsByScope[scope]);
    }
  });

  it('OIDC Core §5.3.2 leaves out what is not known', () => {
    const bare = { ...user, email: undefined, name: undefined };
    assert.deepEqual(Object.keys(collectPersonClaims(bare, ['profile', 'email'])), [
      'preferred_username',
      'updated_at',
    ]);
  });
});
