import { existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { root } from '../root.mjs';

/**
 * The test files of a suite, relative to the root with forward slashes, sorted.
 *
 * @param {import('./suites.mjs').FileSuite} suite
 * @returns {readonly string[]}
 */
export function findTestFiles({ folder, only, except }) {
  const start = join(root, folder);
  if (!existsSync(start)) return [];
  return readdirSync(start, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.test\.(ts|mjs)$/.test(entry.name))
    .map((entry) => relative(start, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((below) => !below.split('/').includes('node_modules'))
    .filter((below) => only?.test(below) !== false && except?.test(below) !== true)
    .map((below) => `${folder}/${below}`)
    .toSorted();
}
