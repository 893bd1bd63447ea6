import { availableParallelism } from 'node:os';
import { inspect } from 'node:util';
import { forEachInParallel } from '../parallel.mjs';
import { printLine } from '../progress.mjs';
import { failed } from './step-result.mjs';
import { steps } from './steps.mjs';

/**
 * Run the checks and print a line for each. Every one runs, whatever becomes of the others, but for those whose
 * groundwork failed.
 *
 * @param {readonly string[]} names - which; none: all
 * @param {number} limitMs - a step that has not ended by then has failed
 * @returns {Promise<import('../test-run/judge-file.mjs').Verdict>}
 */
export async function runChecks(names, limitMs) {
  const chosen = steps.filter((step) => names.length === 0 || names.includes(step.name));
  const deadline = startDeadline(limitMs);
  /** @type {Map<string, Promise<import('./step-result.mjs').StepResult>>} */
  const running = new Map();
  const results = await forEachInParallel(chosen, Math.max(availableParallelism(), 2), (step) => {
    const result = Promise.race([runStep(step, running), deadline.reached]);
    running.set(step.name, result);
    return result;
  });
  deadline.clear();
  const failures = chosen.flatMap((step, at) => {
    const result = results[at];
    return result === undefined || result.ok ? [] : [{ title: `check › ${step.name}`, detail: result.detail }];
  });
  return { passed: chosen.length - failures.length, failures };
}

/**
 * @param {import('./steps.mjs').Step} step
 * @param {ReadonlyMap<string, Promise<import('./step-result.mjs').StepResult>>} running
 * @returns {Promise<import('./step-result.mjs').StepResult>}
 */
async function runStep(step, running) {
  const groundwork = step.after === undefined ? undefined : await running.get(step.after);
  const startedMs = Date.now();
  const result =
    groundwork?.ok === false
      ? failed(`It was not run, since '${step.after}' failed.`)
      : await step.run().catch((/** @type {unknown} */ error) => failed(inspect(error)));
  const time = `${((Date.now() - startedMs) / 1000).toFixed(1)} s`.padStart(8);
  printLine(`  ${result.ok ? 'ok    ' : 'FAILED'} ${step.name.padEnd(14)}${time}`);
  if (result.ok && result.note !== undefined) printLine(result.note.replace(/^/gm, '         '));
  return result;
}

/** @param {number} limitMs */
function startDeadline(limitMs) {
  /** @type {(result: import('./step-result.mjs').StepResult) => void} */
  let reach = () => {};
  /** @type {Promise<import('./step-result.mjs').StepResult>} */
  const reached = new Promise((resolve) => {
    reach = resolve;
  });
  const timer = setTimeout(() => reach({ ok: false, detail: `It had not ended after ${limitMs / 1000} s.` }), limitMs);
  return { reached, clear: () => clearTimeout(timer) };
}
