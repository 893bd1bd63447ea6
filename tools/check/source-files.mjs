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
  // A file that was deleted but not yet committed is still listed.
  return git.output.split('\0').filter((file) => file !== '' && existsSync(join(folder, file)));
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
