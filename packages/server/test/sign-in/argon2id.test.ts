import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createArgon2id } from '../../src/sign-in/argon2id.ts';

const cheap = { memoryKiB: 64, iterations: 2, parallelism: 1 };

describe('createArgon2id', () => {
  it('L1 records algorithm, version and parameters in the hash', async () => {
    const hash = await createArgon2id(cheap).hash('correct horse');
    assert.match(hash, /^\$argon2id\$v=19\$m=64,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  });

  it('L1 verifies with the parameters of the hash, not the prevailing ones', async () => {
    const hash = await createArgon2id({ ...cheap, iterations: 3 }).hash('correct horse');
    const passwords = createArgon2id(cheap);
    assert.equal(await passwords.verify(hash, 'correct horse'), true);
    assert.equal(await passwords.verify(hash, 'correct Horse'), false);
  });

  for (const other of [{ memoryKiB: 128 }, { iterations: 3 }, { parallelism: 2 }]) {
    it(`L1 knows a hash with other parameters: ${JSON.stringify(other)}`, async () => {
      const passwords = createArgon2id(cheap);
      assert.equal(passwords.isCurrent(await passwords.hash('x')), true);
      assert.equal(passwords.isCurrent(await createArgon2id({ ...cheap, ...other }).hash('x')), false);
    });
  }

  it('L1 makes a dummy with the prevailing parameters that no password matches', async () => {
    const passwords = createArgon2id(cheap);
    const dummy = passwords.createDummyHash();
    assert.equal(passwords.isCurrent(dummy), true);
    assert.equal(dummy.length, (await passwords.hash('x')).length);
    assert.equal(await passwords.verify(dummy, ''), false);
    assert.notEqual(passwords.createDummyHash(), dummy);
  });
});
