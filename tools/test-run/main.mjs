/** Runs the suites named on the command line, or all, and tells how it went. */
import { rmSync } from 'node:fs';
import { onInterrupt } from '../process-groups.mjs';
import { showProgress } from '../progress.mjs';
import { answerAtOnce } from './command-line.mjs';
import { describeMissingPrograms } from './missing-programs.mjs';
import { openRun, runSuite } from './run.mjs';
import { chooseSuites } from './suites.mjs';
import { formatFailures, formatSuite, formatTotal } from './summary.mjs';

const words = process.argv.slice(2);
const choice = chooseSuites(words);
if ('unknown' in choice) {
  const answer = answerAtOnce(words);
  process.stderr.write(answer?.text ?? '');
  process.exit(answer?.exitCode ?? 2);
}

const startedMs = Date.now();
const run = openRun();
// What was ended a moment ago may have made one more file meanwhile.
const withdraw = onInterrupt(() => rmSync(run.directory, { recursive: true, force: true, maxRetries: 10 }));
console.log(`seed ${run.seed} (LATCHKEY_TEST_SEED=${run.seed} npm test … runs the same again)`);

for (const sentence of await describeMissingPrograms(choice.chosen)) console.log(sentence);

let passed = 0;
/** @type {import('./judge-file.mjs').Failure[]} */
const failures = [];
for (const suite of choice.chosen) {
  const suiteStartedMs = Date.now();
  // The checks say themselves how far they are; a log needs no more than the results.
  const progress = process.stderr.isTTY && suite.kind !== 'checks' ? showProgress(suite.name) : undefined;
  const verdict = await runSuite(suite, run);
  progress?.end();
  console.log(formatSuite(suite.name, verdict, Date.now() - suiteStartedMs));
  passed += verdict.passed;
  failures.push(...verdict.failures);
}

withdraw();
if (failures.length > 0) {
  console.log(formatFailures(failures));
  console.log(`Logs and data of this run, until the next one: ${run.directory}`);
} else {
  rmSync(run.directory, { recursive: true, force: true });
}
console.log(`seed ${run.seed}, ${((Date.now() - startedMs) / 1000).toFixed(1)} s`);
console.log(formatTotal(passed, failures.length));
process.exitCode = failures.length > 0 || passed === 0 ? 1 : 0;
