import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { runNpm } from '../../install/npm.mjs';
import { readStamp } from '../../install/stamp.mjs';
import { InstallError, installFolder } from '../../install.mjs';

describe('installing a folder', () => {
  /** @type {string} */
  let folder;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'latchkey-install-'));
    const root = { name: 'x', version: '1.0.0' };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(root));
    const lock = { ...root, lockfileVersion: 3, requires: true, packages: { '': root } };
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('says what failed and why when npm fails, and leaves no stamp', async () => {
    mkdirSync(join(folder, 'broken'));
    writeFileSync(join(folder, 'broken', 'package.json'), '{ "name": "y", "dependencies": { "z": "file:./nowhere" } }');
    writeFileSync(join(folder, 'broken', 'package-lock.json'), '{ "lockfileVersion": 3, "packages": { "": {} } }');
    await assert.rejects(installFolder(join(folder, 'broken'), 'all'), (error) => {
      assert.ok(error instanceof InstallError);
      assert.match(error.message, /npm ci --include=dev failed in .* \(exit code 1\)[\s\S]*npm error/);
      return true;
    });
    assert.equal(readStamp(join(folder, 'broken')), undefined);
  });

  it('does not let an npm that called us say where to install', async () => {
    process.env['npm_config_prefix'] = tmpdir();
    process.env['npm_config_local_prefix'] = tmpdir();
    try {
      const result = await runNpm(['prefix'], { cwd: folder });
      assert.ok(result.output.trimEnd().endsWith(realpathSync(folder)), result.output);
    } finally {
      delete process.env['npm_config_prefix'];
      delete process.env['npm_config_local_prefix'];
    }
  });

  it('says that the lockfile is missing', async () => {
    mkdirSync(join(folder, 'bare'));
    await assert.rejects(installFolder(join(folder, 'bare'), 'all'), /has no package-lock\.json/);
  });

  it('says that the folder cannot be written to, instead of where in the code it tried', async () => {
    const taken = join(folder, 'taken');
    // In the place of the file that would become the lock: an obstacle for root as well, whom no permission stops.
    mkdirSync(join(taken, `.install-lock.${process.pid}`), { recursive: true });
    writeFileSync(join(taken, 'package-lock.json'), '{ "lockfileVersion": 3, "packages": { "": {} } }');
    await assert.rejects(installFolder(taken, 'all'), (error) => {
      assert.ok(error instanceof InstallError);
      assert.equal(error.message.startsWith(`${taken} cannot be written to (EISDIR). Run it as`), true, error.message);
      return true;
    });
  });

  it('leaves no stamp when the last look finds fault', async () => {
    mkdirSync(join(folder, 'node_modules'));
    const refuse = () => Promise.reject(new InstallError('not good'));
    await assert.rejects(installFolder(folder, 'all', refuse), /not good/);
    assert.equal(readStamp(folder), undefined);
  });

  it('installs once, and then has nothing to do', async () => {
    let looks = 0;
    const look = async () => {
      looks += 1;
    };
    await installFolder(folder, 'runtime', look);
    await installFolder(folder, 'runtime', look);
    assert.equal(looks, 1);
    assert.equal(readStamp(folder)?.scope, 'runtime');
    await installFolder(folder, 'all', look);
    assert.equal(readStamp(folder)?.scope, 'all');
  });
});
