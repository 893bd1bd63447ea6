/** The command line of `npm test`. Needs no package, so that nothing is installed only to refuse a name. */
import { chooseSuites, suites } from './suites.mjs';

const list = suites.map(({ name }) => `  ${name}\n`).join('');

const help = `Run the checks and the tests.

Usage: npm test [-- SUITE …]

None named: all of them, which takes some ten minutes. They run in this order:

${list}
Exit codes: 0 all passed, 1 something failed, 2 mistyped.
`;

/**
 * What there is to say to a command line without running anything. Undefined: it names suites that exist, or none.
 *
 * @param {readonly string[]} words
 * @returns {{ text: string, exitCode: number } | undefined}
 */
export function answerAtOnce(words) {
  if (words.includes('--help') || words.includes('-h')) return { text: help, exitCode: 0 };
  const choice = chooseSuites(words);
  if (!('unknown' in choice)) return undefined;
  const unknown = choice.unknown.map((name) => `'${name}'`).join(', ');
  return { text: `There is no suite ${unknown}. There are:\n${list}`, exitCode: 2 };
}
