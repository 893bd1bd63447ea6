import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recordSecret } from '@latchkey/testing/run';
import type { SessionId, UserId } from '../../src/ids.ts';
import { unknownDevice } from '../../src/sign-in/device-cookie.ts';
import type { PasswordCheckResult } from '../../src/sign-in/password-check.ts';
import { createPasswordHasher } from '../../src/sign-in/password-hasher.ts';
import type { ChangePasswordResult, UserStore } from '../../src/store.ts';
import { createPasswordChange } from '../../src/users/password-change.ts';
import { createSampleConfig } from '../sample-config.ts';
import { createSignedIn } from '../sample-person.ts';
import { createCountingPasswords } from '../sign-in/counting-passwords.ts';

const current = recordSecret('the current password');
const next = recordSecret('the password from now on');
const context = { requestId: 'r', address: '192.0.2.1', userAgent: undefined };

const signedIn = createSignedIn({
  session: { sessionId: 'session-1' as SessionId },
  user: { userId: 'alice-id' as UserId, username: 'alice', email: 'alice@example.com', name: 'Alice Baker' },
});

/** With a check that answers as told, and a record of what reached the store. */
function openChange(
  answer: PasswordCheckResult = matched('alice-id'),
  stored: ChangePasswordResult = { status: 'changed', passwordVersion: 8 },
): {
  readonly change: (
    currentPassword: string,
    newPassword: string,
  ) => ReturnType<ReturnType<typeof createPasswordChange>>;
  readonly checks: string[];
  readonly changes: Parameters<UserStore['changePassword']>[0][];
} {
  const checks: string[] = [];
  const changes: Parameters<UserStore['changePassword']>[0][] = [];
  const changePassword = createPasswordChange({
    hasher: createPasswordHasher(createSampleConfig().passwordHashing, createCountingPasswords()),
    checkPassword: async ({ identifier, password }) => {
      checks.push(`${identifier} ${password}`);
      return answer;
    },
    store: {
      changePassword: async (request) => {
        changes.push(request);
        return stored;
      },
    },
  });
  const where = { signedIn, device: unknownDevice, address: '192.0.2.1' };
  return {
    change: (currentPassword, newPassword) => changePassword({ ...where, currentPassword, newPassword }, context),
    checks,
    changes,
  };
}

function matched(userId: string): PasswordCheckResult {
  const hash = { passwordHash: 'the hash that was verified', passwordVersion: 7 };
  const record = { userId: userId as UserId, ...hash, active: true };
  return { status: 'matched', record, line: 'stranger', outdated: false };
}

describe('createPasswordChange', () => {
  it('R2 changes the hash that was verified, and keeps the session it is changed in', async () => {
    const { change, changes, checks } = openChange();
    assert.deepEqual(await change(current, next), { status: 'changed', passwordVersion: 8 });
    assert.deepEqual(checks, [`alice ${current}`]);
    assert.deepEqual(changes, [
      {
        userId: 'alice-id',
        verifiedHash: 'the hash that was verified',
        newHash: `$current$${next}`,
        exceptSessionId: 'session-1',
        reason: 'password_changed',
      },
    ]);
  });

  it('says first what can be seen to be wrong, and costs no try', async () => {
    const rows = [
      ['', next, 'current', /Enter your current password/],
      [current, '', 'new', /Enter a password/],
      [current, 'short', 'new', /too short/],
      [current, 'ALICE@example.com', 'new', /your own name or e-mail/],
      [current, 'alice baker', 'new', /your own name or e-mail/],
      [current, current, 'new', /password you have\. Choose another/],
      ['crème brûlée', 'crème brûlée'.normalize('NFD'), 'new', /password you have/],
    ] as const;
    for (const [currentPassword, newPassword, field, says] of rows) {
      const { change, checks, changes } = openChange();
      const result = await change(currentPassword, newPassword);
      assert.ok(result.status === 'invalid', newPassword);
      assert.deepEqual(
        result.problems.map((problem) => problem.field),
        [field],
      );
      assert.match(result.problems[0]?.message ?? '', says);
      assert.deepEqual([checks, changes], [[], []]);
    }
  });

  it('changes nothing unless the current password is right', async () => {
    for (const answer of [
      { status: 'refused' },
      { status: 'limited', retryAfterSeconds: 9 },
      { status: 'busy', retryAfterSeconds: 5 },
    ] as const) {
      const { change, changes } = openChange(answer);
      const result = await change(current, next);
      if (answer.status === 'refused') assert.equal(result.status, 'invalid');
      else assert.deepEqual(result, answer);
      assert.deepEqual(changes, []);
    }
  });

  it('changes nobody else’s password, should the name lead to somebody else', async () => {
    const { change, changes } = openChange(matched('bob-id'));
    assert.equal((await change(current, next)).status, 'invalid');
    assert.deepEqual(changes, []);
  });

  it('says so when the password is another by now', async () => {
    const { change } = openChange(undefined, { status: 'outdated' });
    assert.deepEqual(await change(current, next), { status: 'outdated' });
  });
});
