import { existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { root } from '../root.mjs';
import { runCommand } from '../run-command.mjs';

const notOurs = new Set(['node_modules', 'dist', '.git', '.latchkey-test', 'data', 'tmp']);

/**
 * The files of the repository, relative to its root with forward slashes: what git tracks and what it would add; where
 * there is no git, what a walk finds outside the folders that git ignores.
 *
 * @param {string} [folder] - the root to look in
 * @returns {Promise<readonly string[]>}
 */
export async function listFiles(folder = root) {
  const git = await runCommand('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: folder,
  });
  if (!git.ok) return walk(folder);
  // In the middle of a merge a file is listed once for each side.
  const files = new Set(git.output.split('\0'));
  // A file that was deleted but not yet committed is still listed.
  return [...files].filter((file) => file !== '' && existsSync(join(folder, file)));
}

/** Test files that are wrong on purpose. */
const wrongOnPurpose = 'tools/test/test-run/fixtures/';

/** Of these files, all that is written in TypeScript or JavaScript and must stand up to the checks. */
export async function listModules() {
  return (await listFiles()).filter((file) => /\.(ts|js|mjs)$/.test(file) && !file.startsWith(wrongOnPurpose));
}

/**
 * @param {string} folder
 * @returns {readonly string[]}
 */
function walk(folder) {
  /** @param {string} at @returns {string[]} */
  const below = (at) =>
    readdirSync(at, { withFileTypes: true }).flatMap((entry) => {
      if (notOurs.has(entry.name)) return [];
      const path = join(at, entry.name);
      return entry.isDirectory() ? below(path) : [relative(folder, path).split(sep).join('/')];
    });
  return below(folder);
}
