import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { withLock } from '../../install/lock.mjs';
import { runCommand } from '../../run-command.mjs';

describe('the lock of an installation', () => {
  /** @type {string} */
  let folder;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'latchkey-lock-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('lets one process at a time work', async () => {
    const module = new URL('../../install/lock.mjs', import.meta.url).href;
    const lock = join(folder, 'a.lock');
    const diary = join(folder, 'diary');
    appendFileSync(diary, '');
    const script = `const { withLock } = await import(${JSON.stringify(module)});
      const { appendFileSync } = await import('node:fs');
      await withLock(${JSON.stringify(lock)}, async () => {
        appendFileSync(${JSON.stringify(diary)}, 'in ');
        await new Promise((resolve) => setTimeout(resolve, 60));
        appendFileSync(${JSON.stringify(diary)}, 'out ');
      });`;
    const runs = Array.from({ length: 4 }, () => runCommand(process.execPath, ['--input-type=module', '-e', script]));
    for (const result of await Promise.all(runs)) assert.ok(result.ok, result.output);
    assert.equal(readFileSync(diary, 'utf8'), 'in out '.repeat(4));
    assert.equal(existsSync(lock), false);
  });

  it('is free again when its process has died', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    const lock = join(folder, 'b.lock');
    writeFileSync(lock, String(child.pid));
    assert.equal(await withLock(lock, async () => 'done'), 'done');
    assert.equal(existsSync(lock), false);
  });

  it('is let go of when the work fails', async () => {
    const lock = join(folder, 'c.lock');
    await assert.rejects(
      withLock(lock, () => Promise.reject(new Error('no'))),
      /no/,
    );
    assert.equal(existsSync(lock), false);
  });
});
