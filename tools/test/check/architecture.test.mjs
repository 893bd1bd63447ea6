import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import rules from '../../arch/rules.mjs';
import { judgeImports } from '../../check/architecture.mjs';
import { installFolder } from '../../install.mjs';
import { root } from '../../root.mjs';

/** A house in small: the same folders and the same way of naming each other, one line a file. */
const soundHouse = {
  'packages/tokens/src/claims.ts': 'export interface Claims { readonly sub: string }\n',
  'packages/keys/src/index.ts': "import type { Claims } from '@latchkey/tokens/claims';\nexport type Key = Claims;\n",
  'packages/server/src/store.ts': 'export interface Store { readonly open: boolean }\n',
  'packages/server/src/index.ts':
    "export type * from './store.ts';\nexport type { Key } from '@latchkey/keys/index';\n",
  'packages/stores/src/sqlite.ts': "export type { Store } from '@latchkey/server/store';\n",
  'packages/stores/src/sqlite-bff/tables.ts': 'export const tables: readonly string[] = [];\n',
  'packages/guard/src/index.ts': "export type { Claims } from '@latchkey/tokens/claims';\n",
  'packages/host/src/index.ts': "export type { Claims } from '@latchkey/tokens/claims';\n",
  'packages/bff/src/index.ts': "export type { Claims } from '@latchkey/guard/index';\n",
  'examples/demo/api/src/main.ts': "import '@latchkey/guard/index';\n",
  'apps/authority/src/main.ts': "import '@latchkey/stores/sqlite';\nimport '@latchkey/server/index';\n",
  'testing/src/run.ts': "export const seed: number = 1;\nexport type { Store } from '@latchkey/server/store';\n",
  'packages/tokens/test/claims.test.ts': "import '@latchkey/testing/run';\nimport '../src/claims.ts';\n",
};

/** @type {readonly { rule: string, file: string, text: string }[]} */
const violations = [
  { rule: 'tokens-know-nobody', file: 'packages/tokens/src/x.ts', text: "import '@latchkey/keys/index';" },
  { rule: 'keys-know-tokens', file: 'packages/keys/src/x.ts', text: "import '@latchkey/server/store';" },
  { rule: 'server-knows-keys-and-tokens', file: 'packages/server/src/x.ts', text: "import '@latchkey/stores/sqlite';" },
  { rule: 'stores-know-store-interfaces', file: 'packages/stores/src/x.ts', text: "import '@latchkey/keys/index';" },
  {
    rule: 'stores-know-store-interfaces-only',
    file: 'packages/stores/src/x.ts',
    text: "import type { Key } from '@latchkey/server/index'; export type X = Key;",
  },
  {
    rule: 'stores-engine-knows-no-store',
    file: 'packages/stores/src/sqlite-engine/x.ts',
    text: "import '../sqlite-bff/tables.ts';",
  },
  { rule: 'guard-knows-tokens', file: 'packages/guard/src/x.ts', text: "import '@latchkey/server/store';" },
  { rule: 'host-knows-tokens', file: 'packages/host/src/x.ts', text: "import '@latchkey/keys/index';" },
  { rule: 'bff-knows-guard-and-tokens', file: 'packages/bff/src/x.ts', text: "import '@latchkey/server/store';" },
  { rule: 'testing-is-for-tests', file: 'packages/keys/src/x.ts', text: "import '@latchkey/testing/run';" },
  { rule: 'source-knows-no-test', file: 'packages/tokens/src/x.ts', text: "import '../test/claims.test.ts';" },
  {
    rule: 'packages-know-no-application',
    file: 'testing/src/x.ts',
    text: "import '../../apps/authority/src/main.ts';",
  },
  { rule: 'applications-know-no-other', file: 'apps/console/src/x.ts', text: "import '../../authority/src/main.ts';" },
  {
    rule: 'no-circles',
    file: 'packages/server/src/store.ts',
    text: "import type { Key } from './index.ts'; export type X = Key;",
  },
  { rule: 'no-build-output', file: 'packages/keys/src/x.ts', text: "import '../../tokens/dist/claims.js';" },
  { rule: 'everything-is-found', file: 'packages/keys/src/x.ts', text: "import './nowhere.ts';" },
];

describe('the import check', { concurrency: 2 }, () => {
  /** @type {string} */
  let folder;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'latchkey-arch-'));
    await installFolder(join(root, 'tools', 'arch'), 'all');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('finds nothing wrong with a sound house, and says how many modules it saw', async () => {
    const result = await judge('sound', {});
    assert.deepEqual(result, { ok: true, note: `${Object.keys(soundHouse).length} modules seen` });
  });

  for (const { rule, file, text } of violations) {
    it(`reports ${rule}`, async () => {
      const result = await judge(rule, { [file]: `${text}\n` });
      assert.equal(result.ok, false);
      assert.match('detail' in result ? result.detail : '', new RegExp(`^${rule}: .*${file}`, 'm'));
    });
  }

  it('is tried with a violation of every rule there is', () => {
    const names = rules.forbidden?.map(({ name }) => name);
    assert.deepEqual(violations.map(({ rule }) => rule).toSorted(), names?.toSorted());
  });

  it('fails when there is source that was not looked at', async () => {
    const hidden = 'packages/keys/src/node_modules/hidden.ts';
    const result = await judge('hidden', { [hidden]: 'export const hidden: number = 1;\n' });
    assert.deepEqual(result, { ok: false, detail: `Not looked at, so not judged:\n${hidden}` });
  });

  /**
   * @param {string} name
   * @param {Readonly<Record<string, string>>} planted
   */
  function judge(name, planted) {
    const house = join(folder, name);
    const modules = { ...soundHouse, ...planted };
    for (const [file, text] of Object.entries(modules)) write(join(house, file), text);
    write(join(house, 'packages/tokens/dist/claims.js'), 'export {};\n');
    const packages = ['tokens', 'keys', 'server', 'stores', 'guard', 'host', 'bff'].map((one) => `packages/${one}`);
    for (const workspace of [...packages, 'testing']) {
      const packageName = workspace.replace('packages/', '');
      const exports = { './*': { '@latchkey/source': './src/*.ts', default: './dist/*.js' } };
      write(join(house, workspace, 'package.json'), JSON.stringify({ name: `@latchkey/${packageName}`, exports }));
      mkdirSync(join(house, 'node_modules/@latchkey'), { recursive: true });
      symlinkSync(join(house, workspace), join(house, 'node_modules/@latchkey', packageName));
    }
    return judgeImports(house, Object.keys(modules));
  }
});

/** @param {string} path @param {string} text */
function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
