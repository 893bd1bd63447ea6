import { join } from 'node:path';
import { ownNode } from '../install.mjs';
import { root } from '../root.mjs';
import { runCommand, tail } from '../run-command.mjs';
import { failed, passed } from './step-result.mjs';

/**
 * Run a program of node_modules/.bin as a check: exit code 0 is good, anything else is shown.
 *
 * @param {string} name
 * @param {readonly string[]} args
 * @param {{ timeoutMs?: number }} [options]
 * @returns {Promise<import('./step-result.mjs').StepResult>}
 */
export async function runProgram(name, args, options = {}) {
  const result = await runCommand(binPath(name), args, {
    cwd: root,
    timeoutMs: options.timeoutMs ?? 180_000,
    env: { ...process.env, PATH: `${join(ownNode, '..')}:${process.env['PATH']}`, NO_COLOR: '1' },
  });
  return result.ok ? passed() : failed(`${name} ${args.join(' ')}: ${result.ending}\n${tail(result.output, 80)}`);
}

/** @param {string} name */
export function binPath(name) {
  return join(root, 'node_modules', '.bin', name);
}
