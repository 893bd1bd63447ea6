/**
 * Installs what this repository runs on, when and only when it must be. Needs nothing but Node 20 and npm.
 *
 *     node tools/install.mjs [runtime|all]
 */
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { withLock } from './install/lock.mjs';
import { removeNodeHeaders } from './install/node-headers.mjs';
import { runNpm } from './install/npm.mjs';
import { computeStamp, decideInstall, readStamp, writeStamp } from './install/stamp.mjs';
import { showProgress } from './progress.mjs';
import { root } from './root.mjs';
import { ends, runCommand } from './run-command.mjs';

/** The version of Node that the authority and the tests run on. */
const nodeMajor = 24;
const patienceMs = 10 * 60_000;

/** The Node that the installation brings. */
export const ownNode = join(root, 'node_modules', '.bin', 'node');

/** A step of the installation failed; the message says which, why, and what to do. */
export class InstallError extends Error {}

/**
 * Install the repository's packages and its own Node.
 *
 * @param {import('./install/stamp.mjs').Scope} scope
 * @throws {InstallError}
 */
export async function install(scope) {
  await installFolder(root, scope, async (npmOutput) => {
    await assertNode(npmOutput);
    removeNodeHeaders(root);
  });
}

/**
 * Install from a folder's lockfile, unless it is installed already.
 *
 * @param {string} folder
 * @param {import('./install/stamp.mjs').Scope} scope
 * @param {(npmOutput: string) => Promise<void>} [finish] - what else must go well before it counts as done
 * @throws {InstallError}
 */
export async function installFolder(folder, scope, finish = async () => {}) {
  if (!existsSync(join(folder, 'package-lock.json'))) {
    throw new InstallError(`${folder} has no package-lock.json. It belongs to the repository: restore it.`);
  }
  // A developer's installation stays one: `npm start` after a change of the lockfile must not take the tools away.
  const kept = readStamp(folder)?.scope === 'all' ? 'all' : scope;
  const wanted = computeStamp(folder, kept);
  if (decideInstall(readStamp(folder), wanted) === 'nothing') return;
  await withLock(join(folder, '.install-lock'), async () => {
    // Whoever held the lock before may have done the work.
    const step = decideInstall(readStamp(folder), wanted);
    if (step === 'nothing') return;
    // `npm ci` empties node_modules first, which would pull it away from under an authority that runs from it: to add
    // the rest to a sound installation, `npm install` takes the same versions from the same lockfile.
    const args =
      step === 'add'
        ? ['install', '--no-save', '--include=dev']
        : ['ci', kept === 'runtime' ? '--omit=dev' : '--include=dev'];
    const where = folder === root ? '' : ` of ${relative(root, folder)}`;
    const progress = showProgress(`installing packages${where} (npm ${args.join(' ')})`);
    const result = await runNpm(args, { cwd: folder, timeoutMs: patienceMs });
    progress.end();
    if (!result.ok) {
      throw new InstallError(
        `npm ${args.join(' ')} failed in ${folder} (${result.ending}). It said:\n${ends(withoutNoise(result.output), 12)}`,
      );
    }
    await finish(result.output);
    writeStamp(folder, wanted);
  }).catch((/** @type {unknown} */ error) => {
    throw describeSystemError(error, folder);
  });
}

/**
 * The folder belongs to somebody else, is read-only, or its disk is full: no reason to show a stack.
 *
 * @param {unknown} error
 * @param {string} folder
 */
function describeSystemError(error, folder) {
  if (!(error instanceof Error && 'syscall' in error && 'code' in error)) return error;
  const remedy = 'Run it as whoever owns the folder, or in a copy of your own, and see that the disk is not full.';
  return new InstallError(`${folder} cannot be written to (${String(error.code)}). ${remedy}`, { cause: error });
}

/**
 * Warnings about the Node that we begin with, and about settings, would push the cause out of sight.
 *
 * @param {string} npmOutput
 */
function withoutNoise(npmOutput) {
  const lines = npmOutput.split('\n').filter((line) => !/^npm warn (EBADENGINE|Unknown )/.test(line));
  return lines.join('\n');
}

/** @param {string} npmOutput */
async function assertNode(npmOutput) {
  const result = await runCommand(ownNode, ['--version'], { timeoutMs: 30_000 });
  if (result.ok && result.output.startsWith(`v${nodeMajor}.`)) return;
  const found = result.ok ? `is ${result.output.trim()}` : `does not run (${result.ending})`;
  throw new InstallError(
    `Node ${nodeMajor} was not installed: node_modules/.bin/node ${found}.\n` +
      'It comes from the package `node`, whose install script newer versions of npm run only when "allowScripts" in\n' +
      'package.json names it. See that "allowScripts" has "node": true and that npm is not told to ignore scripts\n' +
      '(npm config get ignore-scripts), remove node_modules, and run the command again.\n' +
      `npm said:\n${ends(withoutNoise(npmOutput), 12)}`,
  );
}

/**
 * Install for a command line: failures are told on stderr and end the process.
 *
 * @param {import('./install/stamp.mjs').Scope} scope
 * @param {readonly string[]} [further] - folders with a lockfile of their own, relative to the root, installed in the same way
 */
export async function installOrExit(scope, further = []) {
  try {
    await install(scope);
    for (const folder of further) await installFolder(join(root, folder), scope);
  } catch (error) {
    if (!(error instanceof InstallError)) throw error;
    console.error(`Installation failed. ${error.message}`);
    process.exit(1);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const scope = process.argv[2] ?? 'all';
  if (scope !== 'runtime' && scope !== 'all') {
    console.error('usage: node tools/install.mjs [runtime|all]');
    process.exit(2);
  }
  await installOrExit(scope);
}
