import { provideOnce } from './programs.mjs';

/**
 * Find or install what the chosen suites drive, ahead of all: a person who must install something himself learns it now, and
 * not when most of the run is over.
 *
 * @param {readonly import('./suites.mjs').Suite[]} chosen
 * @returns {Promise<readonly string[]>} for each program that is missing, what to do and which suites will fail
 */
export async function describeMissingPrograms(chosen) {
  /** @type {Map<import('./programs.mjs').ProgramName, string[]>} */
  const users = new Map();
  for (const suite of chosen) {
    for (const name of suite.kind === 'files' ? (suite.programs ?? []) : []) {
      users.set(name, [...(users.get(name) ?? []), suite.name]);
    }
  }
  /** @type {string[]} */
  const sentences = [];
  for (const [name, names] of users) {
    const provision = await provideOnce(name);
    if ('missing' in provision) sentences.push(`${provision.missing}\nWithout it will fail: ${names.join(', ')}`);
  }
  return sentences;
}
