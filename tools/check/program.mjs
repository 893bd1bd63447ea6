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
 * @returns {Promise<import('./step-result.mjs').StepResult>}
 */
export async function runProgram(name, args) {
  const result = await callProgram(name, args);
  return result.ok ? passed() : failed(`${name} ${args.join(' ')}: ${result.ending}\n${tail(result.output, 80)}`);
}

/**
 * The lines that a program of node_modules/.bin prints when it is asked what it looks at.
 *
 * @param {string} name
 * @param {readonly string[]} args
 * @throws {Error} when it does not end well
 */
export async function listLines(name, args) {
  const result = await callProgram(name, args);
  if (!result.ok) throw new Error(`${name} ${args.join(' ')}: ${result.ending}\n${tail(result.output, 20)}`);
  return result.output.split('\n').filter((line) => line !== '');
}

/** @param {string} name @param {readonly string[]} args */
function callProgram(name, args) {
  return runCommand(binPath(name), args, {
    cwd: root,
    timeoutMs: 180_000,
    env: { ...process.env, PATH: `${join(ownNode, '..')}:${process.env['PATH']}`, NO_COLOR: '1' },
  });
}

/** @param {string} name */
export function binPath(name) {
  return join(root, 'node_modules', '.bin', name);
}
