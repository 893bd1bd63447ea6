/**
 * The suites of `npm test`, in the order they run. Every test file of the repository belongs to exactly one.
 *
 * @typedef {object} FileSuite
 * @property {'files'} kind
 * @property {string} name
 * @property {string} folder - searched for `*.test.ts` and `*.test.mjs`
 * @property {RegExp} [only] - keeps the files whose path below the folder matches
 * @property {RegExp} [except] - leaves those out
 * @property {number} limitSeconds - the suite is ended after this long
 * @property {number} [filesAtATime] - default: as many as there are cores, at least 2
 * @property {readonly import('./programs.mjs').ProgramName[]} [programs] - what its tests drive besides Node
 *
 * @typedef {{ kind: 'checks', name: string, limitSeconds: number }} CheckSuite
 * @typedef {{ kind: 'hygiene', name: string, limitSeconds: number, rehearsal: string }} HygieneSuite -
 *   `rehearsal`: the suite that runs first when nothing has been logged yet
 * @typedef {FileSuite | CheckSuite | HygieneSuite} Suite
 */

/**
 * The limits end what hangs; they say nothing of how long a suite should take. Each is some ten times what it takes on a
 * machine at rest, as those that run changes are slow and busy.
 *
 * @type {readonly Suite[]}
 */
export const suites = [
  { kind: 'checks', name: 'check', limitSeconds: 300 },
  { kind: 'files', name: 'tools', folder: 'tools/test', except: /^pack/, limitSeconds: 300 },
  { kind: 'files', name: 'tokens', folder: 'packages/tokens/test', limitSeconds: 300 },
  { kind: 'files', name: 'host', folder: 'packages/host/test', limitSeconds: 300 },
  { kind: 'files', name: 'keys', folder: 'packages/keys/test', limitSeconds: 300 },
  { kind: 'files', name: 'server', folder: 'packages/server/test', limitSeconds: 600 },
  { kind: 'files', name: 'stores', folder: 'packages/stores/test', except: /\bcrash\b/, limitSeconds: 600 },
  {
    kind: 'files',
    name: 'crash',
    folder: 'packages/stores/test',
    only: /\bcrash\b/,
    limitSeconds: 600,
    filesAtATime: 1,
  },
  { kind: 'files', name: 'guard', folder: 'packages/guard/test', limitSeconds: 600 },
  { kind: 'files', name: 'bff', folder: 'packages/bff/test', limitSeconds: 600 },
  { kind: 'files', name: 'testing', folder: 'testing/test', limitSeconds: 300 },
  { kind: 'files', name: 'authority', folder: 'apps/authority/test', limitSeconds: 300 },
  { kind: 'files', name: 'bff-app', folder: 'apps/bff/test', limitSeconds: 300 },
  { kind: 'files', name: 'demo', folder: 'examples/demo', limitSeconds: 300, programs: ['chromium'] },
  { kind: 'files', name: 'interop', folder: 'interop/test', limitSeconds: 600 },
  { kind: 'files', name: 'bench', folder: 'bench/test', limitSeconds: 300 },
  { kind: 'files', name: 'docs', folder: 'docs/test', limitSeconds: 600 },
  { kind: 'files', name: 'deploy', folder: 'deploy/test', limitSeconds: 300, programs: ['nginx'] },
  { kind: 'files', name: 'browser', folder: 'testing/browser', limitSeconds: 900, programs: ['chromium'] },
  { kind: 'files', name: 'pack', folder: 'tools/test', only: /^pack/, limitSeconds: 600 },
  { kind: 'hygiene', name: 'log-hygiene', limitSeconds: 300, rehearsal: 'testing' },
];

/**
 * The suites a command line asks for, in the order they run.
 *
 * @param {readonly string[]} names - none: all of them
 * @returns {{ chosen: readonly Suite[] } | { unknown: readonly string[] }}
 */
export function chooseSuites(names) {
  const unknown = names.filter((name) => !suites.some((suite) => suite.name === name));
  if (unknown.length > 0) return { unknown };
  return { chosen: names.length === 0 ? suites : suites.filter((suite) => names.includes(suite.name)) };
}
