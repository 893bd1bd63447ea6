import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findMachinePaths } from '../../check/machine-paths.mjs';
import { root } from '../../root.mjs';

describe('the search for paths of one machine', () => {
  // Put together here, or this file would be a hit itself.
  const paths = [
    ['', 'home', 'ada', 'x'],
    ['', 'Users', 'ada'],
    ['', 'work', 'main'],
    ['', 'root', 'x'],
  ];
  for (const path of paths.map((parts) => parts.join('/'))) {
    it(`finds one below ${path.split('/')[1]}`, () => {
      assert.deepEqual(findMachinePaths(Buffer.from(`first\nsee ${path} for more\n`)), [`2: see ${path} for more`]);
    });
  }

  it('finds the folder of this repository, wherever it is', () => {
    assert.equal(findMachinePaths(Buffer.from(`${root}/tools`)).length, root.split('/').length > 2 ? 1 : 0);
  });

  it('lets addresses, relative paths and files that are no text be', () => {
    const relative = ['.', 'work', 'x'].join('/');
    const text = `https://example.com/home/x ${relative} packages/root/x /workspaces and/or /home`;
    assert.deepEqual(findMachinePaths(Buffer.from(text)), []);
    assert.deepEqual(findMachinePaths(Buffer.concat([Buffer.from([0]), Buffer.from(paths[0]?.join('/') ?? '')])), []);
  });
});
