import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { buildPackages, listPackages } from '../check/build.mjs';
import { packPackage } from '../check/packages.mjs';
import { binPath } from '../check/program.mjs';
import { runNpm } from '../install/npm.mjs';
import { ownNode } from '../install.mjs';
import { root } from '../root.mjs';
import { runCommand } from '../run-command.mjs';
import { javascript, typescript } from './pack/consumer.mjs';

describe('the published packages, in a folder that knows nothing of this repository', () => {
  /** @type {string} */
  let folder;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'latchkey-pack-'));
    const built = await buildPackages();
    assert.equal(built.ok, true, 'detail' in built ? built.detail : '');
    mkdirSync(join(folder, 'tarballs'));
    const tarballs = [];
    for (const name of listPackages()) {
      const packed = await packPackage(name, join(folder, 'tarballs'));
      assert.ok(packed.ok, 'detail' in packed ? packed.detail : '');
      tarballs.push(packed.tarball);
    }
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
    const installed = await runNpm(
      ['install', '--prefer-offline', '--ignore-scripts', ...tarballs, `@types/node@${typesVersion()}`],
      { cwd: folder, timeoutMs: 180_000 },
    );
    assert.ok(installed.ok, `npm install: ${installed.ending}\n${installed.output}`);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('signs and verifies a token, opens a store, and makes an authority in plain JavaScript', async () => {
    writeFileSync(join(folder, 'use.js'), javascript);
    const used = await runCommand(ownNode, ['use.js'], { cwd: folder, timeoutMs: 60_000, env: ordinaryEnvironment() });
    assert.ok(used.ok, used.output);
    assert.match(used.output, /^all of it works$/m);
  });

  it('has types for TypeScript with module nodenext', async () => {
    writeFileSync(join(folder, 'use.ts'), typescript);
    const compiled = await runCommand(
      binPath('tsc'),
      ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--types', 'node', 'use.ts'],
      { cwd: folder, timeoutMs: 60_000 },
    );
    assert.ok(compiled.ok, compiled.output);
  });

  it('hides what is no public name', async () => {
    const script = "await import('@latchkey/server/dist/create-authority.js')";
    const used = await runCommand(ownNode, ['--input-type=module', '-e', script], { cwd: folder });
    assert.equal(used.ok, false);
    assert.match(used.output, /ERR_PACKAGE_PATH_NOT_EXPORTED/);
  });
});

/** Declarations that speak of node:crypto need them; the version we compile with. */
function typesVersion() {
  const manifest = readFileSync(join(root, 'node_modules', '@types', 'node', 'package.json'), 'utf8');
  return /** @type {{ version: string }} */ (JSON.parse(manifest)).version;
}

/** Without our import condition, which would find the source beside the build. */
function ordinaryEnvironment() {
  const { NODE_OPTIONS: _, ...environment } = process.env;
  return environment;
}
