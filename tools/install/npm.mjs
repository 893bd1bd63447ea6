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

const handedDown = new Set([
  'npm_config_cache',
  'npm_config_registry',
  'npm_config_userconfig',
  'npm_config_globalconfig',
]);

function cleanEnvironment() {
  const kept = Object.entries(process.env).filter(([name]) => {
    // Production would leave out what the tests need.
    if (name === 'NODE_ENV' || name === 'NODE_OPTIONS') return false;
    return !/^npm_/i.test(name) || handedDown.has(name.toLowerCase());
  });
  return Object.fromEntries(kept);
}
