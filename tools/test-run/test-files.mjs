import { existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { root } from '../root.mjs';

/**
 * The test files of a suite, relative to the root, sorted.
 *
 * @param {import('./suites.mjs').FileSuite} suite
 * @returns {readonly string[]}
 */
export function findTestFiles(suite) {
  return listTestFiles(suite.folder).filter((file) => {
    const below = file.slice(suite.folder.length + 1);
    return suite.only?.test(below) !== false && suite.except?.test(below) !== true;
  });
}

/**
 * Every test file below a folder of the repository.
 *
 * @param {string} folder - relative to the root, with forward slashes
 */
export function listTestFiles(folder) {
  const start = join(root, folder);
  if (!existsSync(start)) return [];
  return readdirSync(start, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.test\.(ts|mjs)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((file) => !file.split('/').includes('node_modules'))
    .toSorted();
}
