import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recordSecret } from '@latchkey/testing/run';
import { parseAccountForm } from '../../src/users/new-account.ts';

const password = recordSecret('correct horse battery');

describe('parseAccountForm', () => {
  it('makes a person with a fresh id and normalised keys', () => {
    const form = { username: ' Alice ', email: 'Alice@Example.com', name: 'Alice A.', password };
    const [first, second] = [parseAccountForm(form), parseAccountForm(form)];
    assert.ok(first.ok && second.ok);
    const { userId, ...rest } = first.account.user;
    assert.deepEqual(rest, {
      username: 'Alice',
      usernameKey: 'alice',
      email: 'Alice@Example.com',
      emailKey: 'alice@example.com',
      name: 'Alice A.',
    });
    assert.notEqual(userId, second.account.user.userId);
  });

  it('leaves out what was left empty', () => {
    const parsed = parseAccountForm({ username: 'alice', email: ' ', name: '', password });
    assert.ok(parsed.ok);
    assert.equal(parsed.account.user.email, undefined);
    assert.equal(parsed.account.user.emailKey, undefined);
    assert.equal(parsed.account.user.name, undefined);
  });

  it('tells of every problem at once', () => {
    const parsed = parseAccountForm({ username: 'a b', email: 'nowhere', name: 'a\u202e', password: 'short' });
    assert.ok(!parsed.ok);
    assert.deepEqual(
      parsed.problems.map(({ field }) => field),
      ['username', 'email', 'name', 'password'],
    );
  });

  it('L8 refuses a password equal to any of the names', () => {
    for (const own of ['alexander', 'alexander@example.com', 'alexander b']) {
      const parsed = parseAccountForm({
        username: 'alexander',
        email: 'alexander@example.com',
        name: 'Alexander B',
        password: own,
      });
      assert.deepEqual(parsed.ok ? [] : parsed.problems.map(({ field }) => field), ['password']);
    }
  });
});
