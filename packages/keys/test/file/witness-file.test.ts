import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createFileWitness } from '@latchkey/keys/file';
import { createDataDirectory } from '@latchkey/testing/run';

const directory = createDataDirectory('keys');
let tests = 0;

/** A path in a folder of its own that does not exist yet. */
function createPath(): string {
  tests += 1;
  return join(directory, `test ${tests}`, 'witness');
}

describe('witness file', () => {
  it('remembers the highest version, for its owner alone', async () => {
    const path = createPath();
    const witness = createFileWitness(path);
    assert.equal(await witness.readWitness(), undefined);
    await witness.writeWitness(3);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    await witness.writeWitness(12);
    assert.equal(await createFileWitness(path).readWitness(), 12);
  });

  it('never goes down', async () => {
    const witness = createFileWitness(createPath());
    await Promise.all([7, 3, 9, 1, 8].map((version) => witness.writeWitness(version)));
    assert.equal(await witness.readWitness(), 9);
  });

  for (const text of ['', '0\n', '-1\n', '1.5\n', 'twelve\n', '12', '12\n\n', `${'9'.repeat(20)}\n`]) {
    it(`is refused when it says ${JSON.stringify(text)}, and left as it is`, async () => {
      const path = createPath();
      const witness = createFileWitness(path);
      await witness.writeWitness(1);
      writeFileSync(path, text);
      await assert.rejects(witness.readWitness(), { code: 'invalid_file' });
      await assert.rejects(witness.writeWitness(5), { code: 'invalid_file' });
      assert.equal(readFileSync(path, 'utf8'), text);
    });
  }
});
