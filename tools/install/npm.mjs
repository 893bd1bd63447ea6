/** Calls of npm that depend on nothing but their arguments. */
import { runCommand } from '../run-command.mjs';

/**
 * Run npm. Options of an npm that called us are not handed down: `npm --prefix here test` must not make an installation
 * in another folder land here.
 *
 * @param {readonly string[]} args
 * @param {{ cwd: string, timeoutMs?: number }} options
 */
export function runNpm(args, options) {
  const ourNpm = process.env['npm_execpath'];
  const viaNode = ourNpm !== undefined && /\.[cm]?js$/.test(ourNpm);
  const settings = ['--no-audit', '--no-fund', '--no-progress', '--no-update-notifier'];
  return runCommand(viaNode ? process.execPath : 'npm', [...(viaNode ? [ourNpm] : []), ...args, ...settings], {
    ...options,
    env: cleanEnvironment(),
  });
}

/** Options that say where and what to install. Those of the network, such as proxies and certificates, stay. */
const notHandedDown = new Set(
  [
    ['prefix', 'local_prefix', 'global', 'location'],
    ['workspace', 'workspaces', 'include_workspace_root'],
    ['omit', 'include', 'only', 'dev', 'production', 'dry_run', 'json', 'package_lock', 'package_lock_only'],
  ]
    .flat()
    .map((option) => `npm_config_${option}`),
);

function cleanEnvironment() {
  const kept = Object.entries(process.env).filter(([name]) => {
    // Production would leave out what the tests need.
    if (name === 'NODE_ENV' || name === 'NODE_OPTIONS') return false;
    return !notHandedDown.has(name.toLowerCase()) && !/^npm_(lifecycle|package)_/i.test(name);
  });
  return Object.fromEntries(kept);
}
