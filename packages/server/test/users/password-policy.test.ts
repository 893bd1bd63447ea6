import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findPasswordProblem } from '../../src/users/password-policy.ts';

describe('findPasswordProblem', () => {
  it('L8 wants 8 to 256 characters, counted after composition', () => {
    assert.match(findPasswordProblem('', []) ?? '', /Enter/);
    assert.match(findPasswordProblem('a'.repeat(7), []) ?? '', /too short/);
    assert.equal(findPasswordProblem('a'.repeat(8), []), undefined);
    assert.match(findPasswordProblem('e\u0301'.repeat(7), []) ?? '', /too short/);
    assert.match(findPasswordProblem('\u{1f511}'.repeat(7), []) ?? '', /too short/);
    assert.equal(findPasswordProblem('a'.repeat(256), []), undefined);
    assert.match(findPasswordProblem('a'.repeat(257), []) ?? '', /too long/);
  });

  it('L8 refuses the names of its owner in any case', () => {
    const own = ['Alexander', 'alexander@example.com', undefined, 'Alexander Bell'];
    for (const password of ['alexander', 'ALEXANDER@example.com', ' alexander bell ', 'ａlexander']) {
      assert.match(findPasswordProblem(password, own) ?? '', /your own/, password);
    }
    assert.equal(findPasswordProblem('alexander1', own), undefined);
  });

  it('refuses halves of surrogate pairs, which UTF-8 cannot tell apart', () => {
    assert.match(findPasswordProblem('abcdefgh\ud800', []) ?? '', /broken/);
  });

  it('allows blanks and every script', () => {
    assert.equal(findPasswordProblem('correct horse battery', []), undefined);
    assert.equal(findPasswordProblem('пароль-длинный', []), undefined);
  });

  it('never repeats the password', () => {
    assert.doesNotMatch(findPasswordProblem('sh0rt!!', []) ?? '', /sh0rt/);
  });
});
