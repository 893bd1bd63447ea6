import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';
import { describeMissingPrograms } from '../../test-run/missing-programs.mjs';
import { provideProgram } from '../../test-run/programs.mjs';
import { runFiles } from '../../test-run/run-files.mjs';

const program = {
  name: 'Unheard-of',
  commands: ['latchkey-unheard-of', 'latchkey-unheard-of-too', '/nowhere/unheard-of'],
  debianPackage: 'unheard-of-package',
};

describe('a program that tests need', () => {
  /** @type {string[]} */
  const folders = [];
  /** The only folder in PATH. @type {string} */
  let bin;
  beforeEach(() => {
    bin = mkdtempSync(join(tmpdir(), 'latchkey-programs-'));
    folders.push(bin);
  });
  after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

  /** @param {string} name @param {string} script - of the shell; `bin` and `calls` are set, commands are not in PATH */
  function addCommand(name, script, mode = 0o755) {
    const path = join(bin, name);
    writeFileSync(path, `#!/bin/sh\nbin='${bin}'\ncalls='${join(bin, 'calls')}'\n${script}\n`, { mode });
    return path;
  }

  /** @param {string} script - what it does when it installs */
  function addAptGet(script) {
    const installs = `case "$*" in *install*) ${script} ;; esac`;
    addCommand('apt-get', `echo "$DEBIAN_FRONTEND: $*" >>"$calls"\n${installs}`);
  }

  const bringsIt = `printf '#!/bin/sh\\n' >"$bin/latchkey-unheard-of"; /bin/chmod 755 "$bin/latchkey-unheard-of"`;

  const readCalls = () => (existsSync(join(bin, 'calls')) ? readFileSync(join(bin, 'calls'), 'utf8') : '');
  /** @param {boolean} isRoot */
  const provide = (isRoot) => provideProgram(program, { env: { PATH: bin }, isRoot });

  it('is taken from PATH, by any of its names, and nothing is installed', async () => {
    addAptGet(bringsIt);
    const path = addCommand('latchkey-unheard-of-too', '');
    assert.deepEqual(await provide(true), { path });
    assert.equal(readCalls(), '');
  });

  it('is not a file that cannot be run', async () => {
    addCommand('latchkey-unheard-of', '', 0o644);
    assert.ok('missing' in (await provide(true)));
  });

  it('is installed by root, after fresh package lists, without a question', async () => {
    addAptGet(bringsIt);
    assert.deepEqual(await provide(true), { path: join(bin, 'latchkey-unheard-of') });
    assert.deepEqual(
      readCalls()
        .trimEnd()
        .split('\n')
        .map((call) => call.replace(' -o DPkg::Lock::Timeout=120', '')),
      ['noninteractive: update', 'noninteractive: install -y --no-install-recommends unheard-of-package'],
    );
  });

  it('is installed through sudo when sudo asks for no password', async () => {
    addAptGet(bringsIt);
    addCommand('sudo', '[ "$1" = -n ] || exit 9\nshift\n[ "$1" = true ] && exit 0\necho sudo >>"$calls"\nexec "$@"');
    assert.deepEqual(await provide(false), { path: join(bin, 'latchkey-unheard-of') });
    assert.match(readCalls(), /^sudo\nnoninteractive: .*update\nsudo\nnoninteractive: .*install/);
  });

  it('is missing, and the way to install it is told, when sudo would ask', async () => {
    addAptGet(bringsIt);
    addCommand('sudo', 'exit 1');
    assert.deepEqual(await provide(false), {
      missing:
        'Unheard-of is not on this machine (looked for latchkey-unheard-of, latchkey-unheard-of-too), and only root ' +
        'may install it. Install it, as root: apt-get install unheard-of-package',
    });
    assert.equal(readCalls(), '');
  });

  it('is missing where there is no apt-get', async () => {
    const provision = await provide(true);
    assert.match(
      'missing' in provision ? provision.missing : '',
      /^Unheard-of is not on this machine .*Install it, as root: /,
    );
  });

  it('is missing, with what apt-get said, when the installation fails', async () => {
    addAptGet('echo "E: no such package" >&2; exit 100');
    const provision = await provide(true);
    assert.match(
      'missing' in provision ? provision.missing : '',
      /apt-get install did not bring it \(exit code 100\)\. Install it, as root: .*\nIt said:\nE: no such package$/,
    );
  });

  it('is missing when the installation says that it went well and did not bring it', async () => {
    addAptGet('exit 0');
    const provision = await provide(true);
    assert.match('missing' in provision ? provision.missing : '', /apt-get install did not bring it \(exit code 0\)/);
  });

  it('is told ahead of all suites when it is missing, with those that will fail', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = bin;
    try {
      const suite = { kind: /** @type {const} */ ('files'), folder: 'tools/test/install', limitSeconds: 60 };
      const sentences = await describeMissingPrograms([
        { ...suite, name: 'driving', programs: ['chromium'] },
        { ...suite, name: 'walking' },
        { ...suite, name: 'riding', programs: ['chromium'] },
      ]);
      assert.equal(sentences.length, 1);
      assert.match(sentences[0] ?? '', /^Chromium is not on this machine .*\nWithout it will fail: driving, riding$/);
    } finally {
      process.env['PATH'] = path;
    }
  });

  it('fails its suite when it is missing: nothing is skipped', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = bin;
    try {
      const folder = 'tools/test/install';
      const verdict = await runFiles(
        { kind: 'files', name: 'driving', folder, limitSeconds: 60, programs: ['chromium'] },
        { directory: bin, seed: 7 },
      );
      assert.equal(verdict.passed, 0);
      assert.deepEqual(
        verdict.failures.map(({ title }) => title),
        ['driving'],
      );
      assert.match(verdict.failures[0]?.detail ?? '', /^Chromium is not on this machine .*apt-get install chromium$/);
    } finally {
      process.env['PATH'] = path;
    }
  });
});
