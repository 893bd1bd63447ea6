/** Runs the files of a suite, each in a process of its own. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { delimiter, join } from 'node:path';
import { ownNode } from '../install.mjs';
import { forEachInParallel } from '../parallel.mjs';
import { root } from '../root.mjs';
import { runCommand } from '../run-command.mjs';
import { judgeFile } from './judge-file.mjs';
import { provideOnce } from './programs.mjs';
import { findTestFiles } from './test-files.mjs';

const reporter = join(root, 'tools', 'test-run', 'reporter.mjs');

/**
 * @param {import('./suites.mjs').FileSuite} suite
 * @param {import('./run.mjs').TestRun} run
 * @returns {Promise<import('./judge-file.mjs').Verdict>}
 */
export async function runFiles(suite, run) {
  const files = findTestFiles(suite);
  if (files.length === 0) {
    return { passed: 0, failures: [{ title: suite.name, detail: `There is no test file in ${suite.folder}.` }] };
  }
  const { paths, failures } = await findPrograms(suite);
  if (failures.length > 0) return { passed: 0, failures };
  const deadlineMs = Date.now() + suite.limitSeconds * 1000;
  const verdicts = await forEachInParallel(
    files,
    suite.filesAtATime ?? Math.min(Math.max(availableParallelism(), 2), 4),
    (file) => runFile(file, suite, { ...run, programs: paths }, deadlineMs),
  );
  return {
    passed: verdicts.reduce((sum, verdict) => sum + verdict.passed, 0),
    failures: verdicts.flatMap((verdict) => verdict.failures),
  };
}

/**
 * Where the programs of a suite are; a suite without one of them fails, it is not skipped.
 *
 * @param {import('./suites.mjs').FileSuite} suite
 */
async function findPrograms(suite) {
  /** @type {Record<string, string>} */
  const paths = {};
  /** @type {import('./judge-file.mjs').Failure[]} */
  const failures = [];
  for (const name of suite.programs ?? []) {
    const provision = await provideOnce(name);
    if ('path' in provision) paths[name] = provision.path;
    else failures.push({ title: suite.name, detail: provision.missing });
  }
  return { paths, failures };
}

/**
 * @param {string} file
 * @param {import('./suites.mjs').FileSuite} suite
 * @param {import('./run.mjs').TestRun} run
 * @param {number} deadlineMs
 */
async function runFile(file, suite, run, deadlineMs) {
  const remainingMs = deadlineMs - Date.now();
  const limit = `the suite '${suite.name}' has ${suite.limitSeconds} s`;
  if (remainingMs <= 0) return { passed: 0, failures: [{ title: file, detail: `It was not started: ${limit}.` }] };
  return runTestFile(file, run, remainingMs, `${limit}, and it was still running`);
}

/**
 * Run one test file in a process of its own and judge it.
 *
 * @param {string} file - relative to the root
 * @param {import('./run.mjs').TestRun} run
 * @param {number} timeoutMs
 * @param {string} lateness - how to say that it was ended after that time
 */
export async function runTestFile(file, run, timeoutMs, lateness) {
  const name = file.replaceAll('/', '.');
  const results = join(run.directory, 'results', `${name}.jsonl`);
  mkdirSync(join(run.directory, 'results'), { recursive: true });
  mkdirSync(join(run.directory, 'output'), { recursive: true });
  const end = await runCommand(
    ownNode,
    [
      '--conditions=@latchkey/source',
      '--disable-warning=ExperimentalWarning',
      `--test-reporter=${reporter}`,
      `--test-reporter-destination=${results}`,
      file,
    ],
    { cwd: root, env: testEnvironment(run), timeoutMs },
  );
  writeFileSync(join(run.directory, 'output', `${name}.log`), end.output);
  const text = existsSync(results) ? readFileSync(results, 'utf8') : '';
  return judgeFile(file, text, { ok: end.ok, ending: end.timedOut ? lateness : end.ending }, end.output);
}

/** @param {import('./run.mjs').TestRun} run */
function testEnvironment(run) {
  // Settings of whoever runs the tests must not change what they test.
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(LATCHKEY_.*|NODE_(ENV|OPTIONS|PATH|TEST_CONTEXT))$/.test(name),
  );
  return {
    ...Object.fromEntries(own),
    PATH: [join(root, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter),
    LATCHKEY_TEST_RUN: run.directory,
    LATCHKEY_TEST_SEED: String(run.seed),
    LATCHKEY_TEST_PROGRAMS: JSON.stringify(run.programs ?? {}),
  };
}
