/** Start a program, keep what it prints, tell how it ended. */
import { spawn } from 'node:child_process';
import { adoptGroup } from './process-groups.mjs';

/**
 * @typedef {object} CommandResult
 * @property {boolean} ok - it ended with exit code 0
 * @property {string} output - what it printed, both streams in order of arrival
 * @property {string} ending - how it ended, as a phrase: `exit code 1`, `signal SIGTERM`
 * @property {boolean} timedOut - whether it was ended because its time was up
 */

/**
 * Run a program to its end. It never rejects: a program that cannot be started is a result too.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number }} [options]
 * @returns {Promise<CommandResult>}
 */
export function runCommand(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const killGroup = adoptGroup(child);
    let output = '';
    let timedOut = false;
    const timer =
      options.timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            killGroup();
          }, options.timeoutMs);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => {
        output += text;
      });
    }

    /** @param {boolean} ok @param {string} ending */
    function finish(ok, ending) {
      clearTimeout(timer);
      const limit = `no end after ${Math.round((options.timeoutMs ?? 0) / 1000)} s`;
      resolve({ ok, output, ending: timedOut ? limit : ending, timedOut });
    }
    child.on('error', (error) => finish(false, `could not be started: ${error.message}`));
    // What it left behind would keep its streams open.
    child.on('exit', killGroup);
    child.on('close', (code, signal) => {
      finish(code === 0 && !timedOut, signal === null ? `exit code ${code}` : `signal ${signal}`);
    });
  });
}

/**
 * Beginning and end of a long text: some programs name the cause first, some last.
 *
 * @param {string} text
 * @param {number} lines - how many lines to keep of each at most
 */
export function ends(text, lines) {
  const all = text.trimEnd().split('\n');
  if (all.length <= 2 * lines) return all.join('\n');
  return [...all.slice(0, lines), `… (${all.length - 2 * lines} lines)`, ...all.slice(-lines)].join('\n');
}

/**
 * The end of a long text.
 *
 * @param {string} text
 * @param {number} lines - how many lines to keep at most
 */
export function tail(text, lines) {
  const all = text.trimEnd().split('\n');
  const kept = all.slice(-lines).join('\n');
  return all.length > lines ? `… (${all.length - lines} lines before)\n${kept}` : kept;
}
