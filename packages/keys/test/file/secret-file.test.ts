import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { createDataDirectory } from '@latchkey/testing/run';
import { readOrCreateSecretFile } from '../../src/file/secret-file.ts';

const directory = createDataDirectory('keys');
let tests = 0;

/** A path in a folder of its own that does not exist yet. */
function createPath(): string {
  tests += 1;
  return join(directory, `test ${tests}`, 'sealing-key');
}

describe('secret file', () => {
  it('K1 is made on first use, for its owner alone, and read from then on', async () => {
    const path = createPath();
    const made = await readOrCreateSecretFile(path);
    assert.equal(made.symmetricKeySize, 32);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.equal(statSync(dirname(path)).mode & 0o777, 0o700);
    assert.deepEqual(readdirSync(dirname(path)), ['sealing-key']);
    assert.ok(made.equals(await readOrCreateSecretFile(path)));
    assert.equal(readFileSync(path, 'utf8'), `${made.export().toString('base64url')}\n`);
  });

  it('K1 is the same for all who make it at once', async () => {
    const path = createPath();
    const made = await Promise.all(Array.from({ length: 8 }, () => readOrCreateSecretFile(path)));
    for (const key of made) assert.ok(key.equals(made[0]!));
    assert.deepEqual(readdirSync(dirname(path)), ['sealing-key']);
  });

  for (const mode of [0o640, 0o604, 0o660, 0o610, 0o644]) {
    it(`K1 is refused with mode ${mode.toString(8)}, with its path and what to do`, async () => {
      const path = createPath();
      const made = await readOrCreateSecretFile(path);
      chmodSync(path, mode);
      await assert.rejects(readOrCreateSecretFile(path), (error: Error & { code: string }) => {
        assert.equal(error.code, 'insecure_file');
        assert.ok(error.message.includes(`chmod 600 ${path}`));
        assert.ok(!error.message.includes(made.export().toString('base64url')));
        return true;
      });
      chmodSync(path, 0o600);
      assert.ok(made.equals(await readOrCreateSecretFile(path)));
    });
  }

  it('K1 is refused in a folder that others may write to', async () => {
    const path = createPath();
    mkdirSync(dirname(path), { mode: 0o700 });
    chmodSync(dirname(path), 0o770);
    await assert.rejects(readOrCreateSecretFile(path), {
      code: 'insecure_file',
      message: new RegExp(`chmod 700 ${dirname(path)}`),
    });
    assert.deepEqual(readdirSync(dirname(path)), []);
  });

  for (const [what, text] of [
    ['empty', ''],
    ['too short', 'c2hvcnQ\n'],
    ['too long', `${'A'.repeat(44)}\n`],
    ['not base64url', `${'!'.repeat(43)}\n`],
    ['two lines', `${'A'.repeat(43)}\n\n`],
  ] as const) {
    it(`is refused when ${what}, and left as it is`, async () => {
      const path = createPath();
      mkdirSync(dirname(path), { mode: 0o700 });
      writeFileSync(path, text, { mode: 0o600 });
      await assert.rejects(readOrCreateSecretFile(path), { code: 'invalid_file' });
      assert.equal(readFileSync(path, 'utf8'), text);
    });
  }

  it('fails as the file system says for a path that cannot be', async () => {
    const path = createPath();
    mkdirSync(path, { recursive: true, mode: 0o700 });
    await assert.rejects(readOrCreateSecretFile(path));
  });
});
