import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createSecretKey, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openKeyRing } from '@latchkey/keys';
import { createFileProvider } from '@latchkey/keys/file';
import { createDataDirectory } from '@latchkey/testing/run';
import { examplePolicy } from '../policies.ts';

const incrementScript = new URL('./increment-in-child.ts', import.meta.url).pathname;

const directory = createDataDirectory('keys');
let tests = 0;

/** A path in a folder of its own that does not exist yet. */
function createPath(): string {
  tests += 1;
  return join(directory, `test ${tests}`, 'ring');
}

describe('file provider', { timeout: 240_000 }, () => {
  it('stores only over what the caller saw', async () => {
    const provider = createFileProvider(createPath());
    const [one, two] = [Uint8Array.of(1), Uint8Array.of(2)];
    assert.equal(await provider.load(), undefined);
    assert.equal(await provider.compareAndSwap(one, two), false);
    assert.equal(await provider.compareAndSwap(undefined, one), true);
    assert.equal(await provider.compareAndSwap(undefined, two), false);
    assert.equal(await provider.compareAndSwap(two, one), false);
    assert.equal(await provider.compareAndSwap(one, two), true);
    assert.deepEqual(await provider.load(), two);
  });

  it('K1 makes the folder and everything in it for its owner alone', async () => {
    const path = createPath();
    await createFileProvider(path).compareAndSwap(undefined, Uint8Array.of(1));
    const folder = join(path, '..');
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    assert.deepEqual(readdirSync(folder).toSorted(), ['ring', 'ring.lock']);
    for (const name of readdirSync(folder)) assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600, name);
  });

  it('replaces a temporary file that a crash left', async () => {
    const path = createPath();
    const provider = createFileProvider(path);
    await provider.compareAndSwap(undefined, Uint8Array.of(1));
    writeFileSync(`${path}.tmp`, 'half of a ri');
    assert.equal(await provider.compareAndSwap(Uint8Array.of(1), Uint8Array.of(2)), true);
    assert.deepEqual(readdirSync(join(path, '..')).toSorted(), ['ring', 'ring.lock']);
  });

  for (const [what, damage] of [
    ['an empty file', () => Buffer.alloc(0)],
    ['half of the file', (ring: Buffer) => ring.subarray(0, ring.length >> 1)],
    ['other bytes', () => Buffer.from('not a ring')],
  ] as const) {
    it(`refuses ${what} with a sentence that helps, and leaves it as it is`, async () => {
      const path = createPath();
      const options = {
        issuer: 'https://id.example.com',
        sealingKey: createSecretKey(randomBytes(32)),
        provider: createFileProvider(path),
        policy: examplePolicy,
        clock: { nowMs: () => Date.now() },
      };
      await (await openKeyRing(options)).close();
      const damaged = damage(readFileSync(path));
      writeFileSync(path, damaged);
      await assert.rejects(openKeyRing(options), { code: 'unreadable', message: /left as it is.*backup/ });
      assert.deepEqual(readFileSync(path), damaged);
    });
  }

  it('K2 loses no change when processes and parts of one process change it at once', async () => {
    const path = createPath();
    const counts = [40, 40];
    const children = counts.map((count) =>
      spawn(process.execPath, ['--conditions=@latchkey/source', incrementScript, path, String(count)], {
        stdio: ['ignore', 'inherit', 'inherit'],
      }),
    );
    const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0] as number));
    assert.deepEqual(codes, [0, 0]);
    // Each child runs two loops of that many increments.
    assert.equal(readFileSync(path, 'utf8'), '160');
  });
});
