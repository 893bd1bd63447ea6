import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { locateProgram } from '../src/programs.ts';

describe('locateProgram', () => {
  const before = { path: process.env['PATH'], handedDown: process.env['LATCHKEY_TEST_PROGRAMS'] };
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'latchkey-locate-'));
    process.env['PATH'] = ['relative', folder].join(delimiter);
    delete process.env['LATCHKEY_TEST_PROGRAMS'];
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
    process.env['PATH'] = before.path;
    if (before.handedDown !== undefined) process.env['LATCHKEY_TEST_PROGRAMS'] = before.handedDown;
  });

  it('takes the path that the run hands down', () => {
    process.env['LATCHKEY_TEST_PROGRAMS'] = '{"anything":"/somewhere/anything-2"}';
    assert.equal(locateProgram('anything'), '/somewhere/anything-2');
  });

  it('searches PATH when nothing was handed down, for what can be run', () => {
    const path = join(folder, 'anything');
    writeFileSync(path, '');
    assert.throws(() => locateProgram('anything'), /anything is not in PATH/);
    chmodSync(path, 0o755);
    assert.equal(locateProgram('anything'), path);
  });
});
