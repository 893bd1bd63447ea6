import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createDataDirectory } from '@latchkey/testing/run';
import { withExclusiveLock } from '../../src/file/exclusive-lock.ts';
import { KeyRingError } from '../../src/key-ring-error.ts';

const holdScript = new URL('./hold-lock-in-child.ts', import.meta.url).pathname;

describe('exclusive lock', { timeout: 240_000 }, () => {
  it('lets one act at a time, and all in the end', async () => {
    const path = join(createDataDirectory('keys'), 'ring');
    let inside = 0;
    let done = 0;
    const act = async (): Promise<void> => {
      inside += 1;
      assert.equal(inside, 1);
      await new Promise((resolve) => setTimeout(resolve, 3));
      inside -= 1;
      done += 1;
    };
    await Promise.all(Array.from({ length: 10 }, () => withExclusiveLock(path, act)));
    assert.equal(done, 10);
  });

  it('is let go after a failure, which is passed on', async () => {
    const path = join(createDataDirectory('keys'), 'ring');
    await assert.rejects(
      withExclusiveLock(path, () => Promise.reject(new Error('failed inside'))),
      /failed inside/,
    );
    assert.equal(await withExclusiveLock(path, () => Promise.resolve('next')), 'next');
    assert.equal(statSync(`${path}.lock`).size, 0);
  });

  it('says which file to remove when something was written into the lock, and leaves it', async () => {
    for (const content of ['4711\n', 'not a lock '.repeat(1000)]) {
      const path = join(createDataDirectory('keys'), 'ring');
      writeFileSync(`${path}.lock`, content);
      await assert.rejects(
        withExclusiveLock(path, () => Promise.resolve('done')),
        (error) =>
          error instanceof KeyRingError && error.code === 'invalid_file' && error.message.includes(`${path}.lock`),
      );
      assert.equal(readFileSync(`${path}.lock`, 'utf8'), content);
    }
  });

  it('keeps out another process, of which two parts want it, and survives its sudden death', async () => {
    const path = join(createDataDirectory('keys'), 'ring');
    const child = spawn(process.execPath, ['--conditions=@latchkey/source', holdScript, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    let isChildAlive = true;
    let hasEntered = false;
    const entered = withExclusiveLock(path, () => {
      assert.ok(!isChildAlive, 'entered while the child held the lock');
      hasEntered = true;
      return Promise.resolve();
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(hasEntered, false);
    isChildAlive = false;
    child.kill('SIGKILL');
    await entered;
    assert.ok(hasEntered);
  });
});
