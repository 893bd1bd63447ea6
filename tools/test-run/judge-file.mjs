/**
 * @typedef {{ title: string, detail: string }} Failure
 * @typedef {{ passed: number, failures: readonly Failure[] }} Verdict
 */

/**
 * What the results of one test file and the way its process ended amount to. Nothing is taken on trust: a file that
 * stops before its tests have ended, has none, or ends badly after they passed has failed.
 *
 * @param {string} file
 * @param {string} results - the lines of reporter.mjs
 * @param {{ ok: boolean, ending: string }} end - of the process
 * @param {string} output - what the process printed
 * @returns {Verdict}
 */
export function judgeFile(file, results, end, output) {
  const entries = parseEntries(results);
  const tests = entries.filter((entry) => entry.kind !== 'end');
  let passed = 0;
  /** @type {Failure[]} */
  const failures = [];
  for (const test of tests) {
    const title = `${file} › ${test.path.join(' › ')}`;
    if (test.left !== undefined) {
      failures.push({ title, detail: `It was ${test.left}. A test runs, or it goes.` });
    } else if (test.kind === 'failed') {
      // A group that failed only because its tests did says nothing new.
      if (!test.group || test.error !== undefined)
        failures.push({ title, detail: test.error ?? 'a part of it failed' });
    } else if (!test.group) {
      passed += 1;
    }
  }

  const hasEnded = entries.some((entry) => entry.kind === 'end');
  /** @param {string} detail */
  const fail = (detail) => failures.push({ title: file, detail: `${detail}${quote(output)}` });
  if (!hasEnded && tests.length === 0 && end.ok) {
    fail('The file contains no test, or ended before any of them had.');
  } else if (!hasEnded) {
    fail(`The file ended before its tests had (${end.ending}).`);
  } else if (passed === 0 && failures.length === 0) {
    fail('The file contains no test.');
  } else if (!end.ok && failures.length === 0) {
    fail(`Its tests passed, but then the process ended badly (${end.ending}).`);
  }
  return { passed, failures };
}

/**
 * @param {string} results
 * @returns {readonly import('./reporter.mjs').Entry[]}
 */
function parseEntries(results) {
  const lines = results.split('\n').filter((line) => line !== '');
  return lines.flatMap((line) => {
    try {
      return [/** @type {import('./reporter.mjs').Entry} */ (JSON.parse(line))];
    } catch {
      // The last line of a process that was ended in the middle of it.
      return [];
    }
  });
}

/** @param {string} output */
function quote(output) {
  const lines = output.trimEnd().split('\n').slice(-20);
  return output.trim() === '' ? '' : ` The last it printed:\n${lines.join('\n')}`;
}
