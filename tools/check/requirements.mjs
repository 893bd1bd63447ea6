import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.mjs';
import { failed, passed } from './step-result.mjs';

const table = 'docs/requirements.md';
const states = new Set(['kept', 'in part', 'not yet']);

/** Every row of the table of promises names tests that exist and mention its id; a promise said to be kept names one. */
export async function checkRequirements() {
  const problems = findRequirementProblems(readFileSync(join(root, table), 'utf8'), readTest);
  return problems.length === 0 ? passed() : failed(problems.join('\n'));
}

/**
 * @param {string} markdown - the table
 * @param {(name: string) => string | undefined} read - the text of the test a short name stands for
 * @returns {readonly string[]} a sentence for each problem
 */
export function findRequirementProblems(markdown, read) {
  const rows = markdown.split('\n').flatMap((line) => {
    const [, id = '', state = '', shownBy = ''] = line.split('|').map((cell) => cell.trim());
    return /^[A-Z]\d+$/.test(id) ? [{ id, state, names: shownBy.split(',').map((name) => name.trim()) }] : [];
  });
  if (rows.length === 0) return [`${table} has no rows.`];
  return rows.flatMap(({ id, state, names: cells }) => {
    const names = cells.filter((name) => name !== '');
    if (!states.has(state)) return [`${id}: "${state}" is none of ${[...states].join(', ')}.`];
    if (state === 'not yet') return names.length === 0 ? [] : [`${id}: what is not there cannot be shown.`];
    if (names.length === 0) return [`${id}: says "${state}" and names no test.`];
    return names.flatMap((name) => judgeTest(id, name, read(name)));
  });
}

/**
 * @param {string} id
 * @param {string} name
 * @param {string | undefined} text
 */
function judgeTest(id, name, text) {
  if (text === undefined) return [`${id}: there is no test called ${name}.`];
  return new RegExp(String.raw`\b${id}\b`).test(text) ? [] : [`${id}: ${name} does not mention it.`];
}

/** Short names that are no folder of packages, apps or the root. */
const placesOf = new Map([
  ['contract', ['packages/stores/src/contract']],
  ['demo', ['examples/demo/api/test', 'examples/demo/web/test']],
  ['bff-app', ['apps/bff/test']],
  ['browser', ['testing/browser']],
]);

/** @param {string} name */
function readTest(name) {
  const file = listPlaces(name).find((place) => existsSync(join(root, place)));
  return file === undefined ? undefined : readFileSync(join(root, file), 'utf8');
}

/**
 * Short names leave out what is the same for all: `server/http/cors` is packages/server/test/http/cors.test.ts.
 *
 * @param {string} name
 */
function listPlaces(name) {
  const [first = '', ...rest] = name.split('/');
  const inside = rest.join('/');
  const folders = placesOf.get(first) ?? [`packages/${first}/test`, `apps/${first}/test`, `${first}/test`];
  return folders.flatMap((folder) => ['.test.ts', '.test.mjs', '.ts'].map((ending) => `${folder}/${inside}${ending}`));
}
