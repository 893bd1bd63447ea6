/** Normalising takes time with the square of how long a text may be made, so nothing long gets there. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createPasswordHasher } from '../../src/sign-in/password-hasher.ts';
import { parseAccountForm } from '../../src/users/new-account.ts';
import { maxTypedUnits, toIdentifierKey } from '../../src/users/normalise.ts';
import { findPasswordProblem } from '../../src/users/password-policy.ts';
import { createSampleConfig } from '../sample-config.ts';
import { createCountingPasswords } from '../sign-in/counting-passwords.ts';

const long = `a${'\u0327\u0301'.repeat(30_000)}`;

/** How long the longest text was that was normalised from now on. */
function watchNormalising(test: TestContext): () => number {
  const normalize = String.prototype.normalize;
  let longest = 0;
  test.mock.method(String.prototype, 'normalize', function (this: string, form?: string) {
    longest = Math.max(longest, this.length);
    return normalize.call(this, form);
  });
  return () => longest;
}

describe('text that is longer than any name or password', () => {
  for (const identifier of [long, `${long}@example.com`, `a@${long}`, `${' '.repeat(maxTypedUnits)}${long}`]) {
    it(`L2 is nobody's name at sign-in, at no cost: ${identifier.length} units`, (test) => {
      const measureLongest = watchNormalising(test);
      assert.equal(toIdentifierKey(identifier).startsWith('\u0000'), true);
      assert.ok(measureLongest() <= 4 * maxTypedUnits, String(measureLongest()));
    });
  }

  it('L2 is refused in every field of a new account, at no cost', (test) => {
    const measureLongest = watchNormalising(test);
    const parsed = parseAccountForm({ username: long, email: `${long}@example.com`, name: long, password: long });
    assert.deepEqual(parsed.ok ? [] : parsed.problems.map(({ field, message }) => [field, /too long/.test(message)]), [
      ['username', true],
      ['email', true],
      ['name', true],
      ['password', true],
    ]);
    parseAccountForm({ username: long, email: long, name: long, password: 'correct horse battery' });
    assert.ok(measureLongest() <= 4 * maxTypedUnits, String(measureLongest()));
  });

  it('L2 matches no password, and costs what a wrong one costs', async (test) => {
    const passwords = createCountingPasswords();
    const hasher = createPasswordHasher(createSampleConfig().passwordHashing, passwords);
    const measureLongest = watchNormalising(test);
    const checked = await hasher.verify('stranger', '$current$right', long);
    assert.deepEqual(
      [checked, passwords.work],
      [{ status: 'checked', matches: false, outdated: false }, ['verify current']],
    );
    assert.ok(measureLongest() <= maxTypedUnits, String(measureLongest()));
  });

  it('is still longer than a password may be when its end is cut off, whatever it is composed of', () => {
    // Six units that compose to one character of two: the most there is.
    const longestComposed = '\u{16126}'.normalize('NFD');
    assert.equal(longestComposed.length, 6);
    for (const unit of ['a', 'e\u0301', '\u03b1\u0313\u0300\u0345', longestComposed]) {
      const password = unit.repeat(2 * maxTypedUnits);
      assert.match(findPasswordProblem(password, []) ?? '', /too long/, JSON.stringify(unit));
      assert.equal(findPasswordProblem(unit.repeat(256), []), undefined, 'and the longest password is one');
    }
  });
});
