import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { after, describe, it } from 'node:test';
import { readOptions, renderOptions } from '../../docs/read-options.mjs';
import { root } from '../../root.mjs';

const folder = mkdtempSync(join(tmpdir(), 'latchkey-docs-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** @param {string} body */
function read(body) {
  const file = join(folder, 'options.ts');
  writeFileSync(file, `export interface Options {\n${body}\n}\n`);
  return readOptions(relative(root, file), 'Options');
}

describe('tables of options', () => {
  it('say of each member its type, whether it must be there, and what its comment says', () => {
    const options = read(`  /** Where it is. */
  readonly url: string;
  /**
   * Who may
   * come. Default: nobody.
   */
  readonly who?: { readonly name: string; readonly age: number } | 'all' | undefined;`);
    assert.deepEqual(options, [
      { name: 'url', required: true, type: 'string', text: 'Where it is.' },
      {
        name: 'who',
        required: false,
        type: "{ readonly name: string; readonly age: number } | 'all'",
        text: 'Who may come. Default: nobody.',
      },
    ]);
    assert.match(renderOptions(options), /\| `url` \(required\) \| `string` \| Where it is\. \|/);
  });

  it('never lack a row: a member that cannot be read, or says nothing, is an error', () => {
    assert.throws(() => read('  /** A method. */\n  close(): void;'), /no table can show: .*close/s);
    assert.throws(() => read('  readonly url: string;'), /url of Options .* has no comment/);
    assert.throws(() => readOptions('package.json', 'Options'), /has no interface Options/);
  });
});
