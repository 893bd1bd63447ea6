import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

const module = new URL('../src/run.ts', import.meta.url).href;

/** Run a few lines in a process of their own, since a process belongs to one run or none. */
function runScript(script: string, env: Record<string, string> = {}): string {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('LATCHKEY_TEST_'));
  return execFileSync(process.execPath, ['--input-type=module', '-e', `import * as run from '${module}';${script}`], {
    env: { ...Object.fromEntries(own), ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

describe('what the tests of one run share', () => {
  let directory: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'latchkey-run-'));
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  it('takes the seed from the run and prints it once', () => {
    const printed = runScript('run.testSeed(); console.log(run.testSeed())', { LATCHKEY_TEST_SEED: '42' });
    assert.match(printed, /^seed 42 .*\n42\n$/);
  });

  it('makes a seed of its own outside a run, and refuses one that is no number', () => {
    assert.match(runScript('run.testSeed()'), /^seed \d+ /);
    assert.throws(() => runScript('run.testSeed()', { LATCHKEY_TEST_SEED: 'x' }), /must be a whole number/);
  });

  it('keeps secrets and logs in the folder of the run', () => {
    const env = { LATCHKEY_TEST_RUN: directory };
    const script = `console.log(run.recordSecret('first "secret"')); run.recordSecret('first "secret"');
      run.openLog('a').write('one line\\n');`;
    assert.equal(runScript(script, env), 'first "secret"\n');
    assert.equal(readFileSync(join(directory, 'secrets.jsonl'), 'utf8'), '"first \\"secret\\""\n');
    const [log] = readdirSync(join(directory, 'logs'));
    assert.equal(readFileSync(join(directory, 'logs', log ?? ''), 'utf8'), 'one line\n');
  });

  it('keeps nothing outside a run, and takes its data folder away at the end', () => {
    const script = `run.recordSecret('a secret'); run.openLog('a').write('x'); console.log(run.createDataDirectory('d'))`;
    assert.equal(existsSync(runScript(script).trim()), false);
  });

  it('refuses a secret too short to be searched for', () => {
    assert.throws(() => runScript(`run.recordSecret('12345')`), /cannot be searched for/);
  });
});
