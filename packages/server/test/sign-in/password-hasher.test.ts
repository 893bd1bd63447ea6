import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recordSecret } from '@latchkey/testing/run';
import { createArgon2id } from '../../src/sign-in/argon2id.ts';
import { createPasswordHasher } from '../../src/sign-in/password-hasher.ts';
import { createCountingPasswords } from './counting-passwords.ts';

const config = { memoryKiB: 64, iterations: 1, parallelism: 1, concurrency: 1, queueLength: 4 };
const password = recordSecret('correct horse battery');

describe('createPasswordHasher', () => {
  it('L1 hashes and verifies', async () => {
    const hasher = createPasswordHasher(config, createArgon2id(config));
    const hashed = await hasher.hash('stranger', password);
    assert.ok(hashed.status === 'hashed');
    assert.deepEqual(await hasher.verify('stranger', hashed.hash, password), {
      status: 'checked',
      matches: true,
      outdated: false,
    });
    assert.deepEqual(await hasher.verify('stranger', hashed.hash, `${password}!`), {
      status: 'checked',
      matches: false,
      outdated: false,
    });
  });

  it('L1 does the same work when there is no hash, and matches nothing', async () => {
    const passwords = createCountingPasswords();
    const hasher = createPasswordHasher(config, passwords);
    await hasher.verify('stranger', '$current$right', 'wrong');
    const dummy = await hasher.verify('stranger', undefined, '\u0000 no password');
    assert.deepEqual(passwords.work, ['verify current', 'verify current']);
    assert.deepEqual(dummy, { status: 'checked', matches: false, outdated: false });
  });

  it('L1 takes a password typed on another keyboard for the same', async () => {
    const hasher = createPasswordHasher(config, createArgon2id(config));
    const hashed = await hasher.hash('stranger', 'pa\u0308ssword');
    assert.ok(hashed.status === 'hashed');
    const checked = await hasher.verify('stranger', hashed.hash, 'p\u00e4ssword');
    assert.ok(checked.status === 'checked' && checked.matches);
  });

  it('L1 says when a matching hash is outdated, and only then', async () => {
    const hasher = createPasswordHasher(config, createCountingPasswords());
    const right = await hasher.verify('stranger', '$old$right', 'right');
    const wrong = await hasher.verify('stranger', '$old$right', 'wrong');
    assert.deepEqual(right, { status: 'checked', matches: true, outdated: true });
    assert.deepEqual(wrong, { status: 'checked', matches: false, outdated: false });
  });

  it('L2 is busy for strangers before it is busy for known devices', async () => {
    const passwords = createCountingPasswords();
    const letGo = passwords.hold();
    const hasher = createPasswordHasher(config, passwords);
    // One runs, three wait; the fourth place is kept.
    const running = [1, 2, 3, 4].map(() => hasher.verify('stranger', undefined, 'x'));
    const busy = { status: 'busy', retryAfterSeconds: 5 };
    assert.deepEqual(hasher.findBusy('stranger'), busy);
    assert.deepEqual(await hasher.verify('stranger', undefined, 'x'), busy);
    assert.deepEqual(await hasher.hash('stranger', 'x'), busy);
    assert.equal(hasher.findBusy('known'), undefined);
    const known = hasher.verify('known', '$current$right', 'right');
    assert.deepEqual(hasher.findBusy('known'), busy);
    letGo();
    assert.equal((await known).status, 'checked');
    await Promise.all(running);
    assert.equal(hasher.findBusy('stranger'), undefined);
  });
});
