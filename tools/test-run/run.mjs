/** One run of the tests: its folder, its seed, its suites. */
import { randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runChecks } from '../check/run-checks.mjs';
import { searchRun } from '../hygiene/search-run.mjs';
import { root } from '../root.mjs';
import { runFiles } from './run-files.mjs';
import { suites } from './suites.mjs';

/**
 * @typedef {object} TestRun
 * @property {string} directory - holds everything the run logged and stored
 * @property {number} seed
 * @property {Readonly<Record<string, string>>} [programs] - where those are that the suite at hand needs
 */

const runsDirectory = join(root, '.latchkey-test');

/**
 * Make the folder of a new run, for its owner alone, and remove those of runs that have ended.
 *
 * @returns {TestRun}
 */
export function openRun() {
  mkdirSync(runsDirectory, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(runsDirectory)) {
    if (!isRunning(Number(name.split('-')[1]))) rmSync(join(runsDirectory, name), { recursive: true, force: true });
  }
  const directory = join(runsDirectory, `run-${process.pid}`);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { mode: 0o700 });
  return { directory, seed: readSeed(process.env['LATCHKEY_TEST_SEED']) };
}

/**
 * Run one suite to its end.
 *
 * @param {import('./suites.mjs').Suite} suite
 * @param {TestRun} run
 * @returns {Promise<import('./judge-file.mjs').Verdict>}
 */
export async function runSuite(suite, run) {
  switch (suite.kind) {
    case 'files':
      return runFiles(suite, run);
    case 'checks':
      return runChecks([], suite.limitSeconds * 1000);
    case 'hygiene': {
      if (!existsSync(join(run.directory, 'logs'))) {
        const rehearsal = suites.find((other) => other.name === suite.rehearsal);
        const verdict = rehearsal?.kind === 'files' ? await runFiles(rehearsal, run) : undefined;
        if (verdict === undefined || verdict.failures.length > 0) {
          const detail = `The suite '${suite.rehearsal}', which runs first when no other suite has logged anything, failed.`;
          return { passed: 0, failures: [{ title: suite.name, detail }, ...(verdict?.failures ?? [])] };
        }
      }
      return searchRun(run.directory);
    }
  }
}

/** @param {string | undefined} text */
function readSeed(text) {
  const seed = text === undefined || text === '' ? randomInt(2 ** 31) : Number(text);
  if (Number.isSafeInteger(seed)) return seed;
  console.error(`LATCHKEY_TEST_SEED must be a whole number, not '${text}'`);
  return process.exit(2);
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return pid !== process.pid;
  } catch {
    return false;
  }
}
