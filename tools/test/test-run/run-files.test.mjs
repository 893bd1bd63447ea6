import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { runTestFile } from '../../test-run/run-files.mjs';

const fixtures = 'tools/test/test-run/fixtures';

/** @type {readonly { name: string, passed: number, failures: readonly RegExp[] }[]} */
const cases = [
  { name: 'good', passed: 3, failures: [] },
  { name: 'failing', passed: 1, failures: [/failing › fails: Error: on purpose/] },
  { name: 'excused', passed: 1, failures: [/is skipped: It was skipped/, /is left to do: It was left to do/] },
  { name: 'broken-hook', passed: 0, failures: [/never runs/, /broken: Error: the hook broke/] },
  { name: 'leaves-early', passed: 0, failures: [/ended before (its tests|any of them) had/] },
  { name: 'crashes', passed: 0, failures: [/ended before its tests had \(signal SIGKILL\)/] },
  { name: 'no-test', passed: 0, failures: [/contains no test[\s\S]*nothing to see here/] },
  { name: 'empty-group', passed: 0, failures: [/contains no test/] },
  {
    name: 'not-a-module',
    passed: 0,
    failures: [/ended before its tests had \(exit code 1\)[\s\S]*ERR_MODULE_NOT_FOUND/],
  },
  { name: 'bad-end', passed: 1, failures: [/ended badly \(exit code 3\)/] },
];

describe('running a test file', { concurrency: 2 }, () => {
  /** @type {import('../../test-run/run.mjs').TestRun} */
  let run;
  before(() => {
    run = { directory: mkdtempSync(join(tmpdir(), 'latchkey-runner-')), seed: 7 };
  });
  after(() => rmSync(run.directory, { recursive: true, force: true }));

  for (const { name, passed, failures } of cases) {
    it(`judges one that is ${name.replaceAll('-', ' ')}`, async () => {
      const verdict = await runTestFile(`${fixtures}/${name}.mjs`, run, 60_000, 'late');
      const told = verdict.failures.map(({ title, detail }) => `${title}: ${detail}`);
      assert.equal(told.length, failures.length, told.join('\n'));
      for (const [at, pattern] of failures.entries()) assert.match(told[at] ?? '', pattern);
      // Results that were on their way when the process went may count or not; they make no file pass.
      if (failures.every((pattern) => !pattern.source.includes('ended before'))) {
        assert.equal(verdict.passed, passed);
      }
    });
  }

  it('ends one that hangs when its time is up, and says so', async () => {
    const verdict = await runTestFile(`${fixtures}/hangs.mjs`, run, 1_500, 'the suite has 1.5 s');
    assert.equal(verdict.failures.length, 1);
    assert.match(verdict.failures[0]?.detail ?? '', /before its tests had \(the suite has 1\.5 s\)/);
  });

  it('ends what a test file leaves running, and does not wait for it', async () => {
    const verdict = await runTestFile(`${fixtures}/leaves-a-child.mjs`, run, 30_000, 'late');
    assert.deepEqual(verdict, { passed: 1, failures: [] });
    await assertGone(Number(readFileSync(join(run.directory, 'child.pid'), 'utf8')));
  });
});

/** @param {number} pid */
async function assertGone(pid) {
  for (let tries = 0; tries < 1200; tries += 1) {
    const state = readState(pid);
    // Ended, though nobody has asked how yet.
    if (state === undefined || state === 'Z') return;
    await wait(50);
  }
  assert.fail('the child still runs');
}

/** @param {number} pid */
function readState(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0];
  } catch {
    return undefined;
  }
}
