/** Programs that tests drive and npm does not bring: found on the machine, or installed where nobody must be asked. */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { showProgress } from '../progress.mjs';
import { ends, runCommand } from '../run-command.mjs';

/**
 * @typedef {object} Program
 * @property {string} name - what people call it
 * @property {readonly string[]} commands - looked for in this order; an absolute path stands for itself
 * @property {string} debianPackage - brings one of the commands
 *
 * @typedef {keyof typeof programs} ProgramName
 * @typedef {{ env?: NodeJS.ProcessEnv, isRoot?: boolean }} Machine - default: this process's
 * @typedef {{ path: string } | { missing: string }} Provision - `missing`: a sentence that says what to do
 */

export const programs = /** @satisfies {Record<string, Program>} */ ({
  chromium: {
    name: 'Chromium',
    commands: [
      'chromium',
      'chromium-browser',
      'google-chrome',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    ],
    debianPackage: 'chromium',
  },
  nginx: { name: 'nginx', commands: ['nginx'], debianPackage: 'nginx' },
});

const updatePatienceMs = 3 * 60_000;
const installPatienceMs = 10 * 60_000;
/** Debian keeps servers out of the PATH of ordinary people. */
const systemFolders = ['/usr/sbin', '/usr/local/sbin'];

/**
 * Find a program. If it is not there, install its Debian package, provided that apt-get exists and that we are root or
 * that sudo asks for no password. It never asks anything and never rejects.
 *
 * @param {Program} program
 * @param {Machine} [machine]
 * @returns {Promise<Provision>}
 */
export async function provideProgram(program, machine = {}) {
  const env = machine.env ?? process.env;
  const present = findCommand(program.commands, env);
  if (present !== undefined) return { path: present };

  const rights = await findRights(env, machine.isRoot ?? process.getuid?.() === 0);
  if (rights === undefined) return { missing: describeMissing(program, 'only root may install it') };
  const apt = [...rights, '/usr/bin/env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-o', 'DPkg::Lock::Timeout=120'];
  const progress = showProgress(`installing ${program.name} (apt-get install ${program.debianPackage})`);
  const update = await runWords([...apt, 'update'], env, updatePatienceMs);
  // Packages of one broken source must not keep away those of the others: whether it is there, the installation says.
  const install = await runWords(
    [...apt, 'install', '-y', '--no-install-recommends', program.debianPackage],
    env,
    installPatienceMs,
  );
  progress.end();
  const installed = findCommand(program.commands, env);
  if (installed !== undefined) return { path: installed };
  const [step, result] = install.ok && !update.ok ? ['update', update] : ['install', install];
  return {
    missing: describeMissing(program, `apt-get ${step} did not bring it (${result.ending})`) + quote(result.output),
  };
}

/** @type {Map<ProgramName, Promise<Provision>>} */
const provisions = new Map();

/**
 * One of our programs on this machine. What a first look found, or a first installation came to, holds for the whole run.
 *
 * @param {ProgramName} name
 */
export function provideOnce(name) {
  const provision = provisions.get(name) ?? provideProgram(programs[name]);
  provisions.set(name, provision);
  return provision;
}

/**
 * @param {readonly string[]} commands
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined} the path of the first that exists
 */
function findCommand(commands, env) {
  const folders = [...(env['PATH'] ?? '').split(delimiter), ...systemFolders].filter(isAbsolute);
  return commands
    .flatMap((command) => (isAbsolute(command) ? [command] : folders.map((folder) => join(folder, command))))
    .find(isExecutable);
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {boolean} isRoot
 * @returns {Promise<readonly string[] | undefined>} the words before apt-get; undefined: it cannot be used
 */
async function findRights(env, isRoot) {
  if (findCommand(['apt-get'], env) === undefined) return undefined;
  if (isRoot) return [];
  const sudo = ['sudo', '-n'];
  return (await runWords([...sudo, 'true'], env, 10_000)).ok ? sudo : undefined;
}

/**
 * @param {readonly string[]} words
 * @param {NodeJS.ProcessEnv} env
 * @param {number} timeoutMs
 */
function runWords([command = '', ...args], env, timeoutMs) {
  return runCommand(command, args, { env, timeoutMs });
}

/** @param {Program} program @param {string} why */
function describeMissing({ name, commands, debianPackage }, why) {
  const looked = commands.filter((command) => !isAbsolute(command)).join(', ');
  return `${name} is not on this machine (looked for ${looked}), and ${why}. Install it, as root: apt-get install ${debianPackage}`;
}

/** @param {string} output */
function quote(output) {
  return output.trim() === '' ? '' : `\nIt said:\n${ends(output, 10)}`;
}
