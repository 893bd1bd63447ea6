/** Runs the checks named on the command line, or all. */
import { formatFailures, formatTotal } from '../test-run/summary.mjs';
import { runChecks } from './run-checks.mjs';
import { steps } from './steps.mjs';

const names = process.argv.slice(2);
const list = steps.map((step) => step.name).join(', ');
if (names.includes('--help') || names.includes('-h')) {
  console.log(`Usage: npm run check [-- NAME …]\n\nNone named: all of them. There are: ${list}`);
  process.exit(0);
}
const unknown = names.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(`There is no check ${unknown.join(', ')}. There are: ${list}`);
  process.exit(2);
}
const { passed, failures } = await runChecks(names, 10 * 60_000);
if (failures.length > 0) console.log(formatFailures(failures));
console.log(formatTotal(passed, failures.length));
// A step that overran its time may still be running.
process.exit(failures.length > 0 ? 1 : 0);
