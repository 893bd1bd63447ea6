import assert from 'node:assert/strict';
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { measureBytes } from '../../src/ours/installation.ts';

it('the size of an installation counts each file once, whatever it is called, and no link', () => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-size-'));
  try {
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin', 'program'), '12345');
    writeFileSync(join(folder, 'same size'), '12345');
    linkSync(join(folder, 'bin', 'program'), join(folder, 'program'));
    symlinkSync(join('bin', 'program'), join(folder, 'link'));
    symlinkSync('bin', join(folder, 'linked folder'));
    assert.equal(measureBytes(folder), 10);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
