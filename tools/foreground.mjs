import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root } from './root.mjs';

/**
 * Hand over to programs that belong together: they get our terminal and our signals. When one of them ends the others are
 * asked to stop, and the exit code of the first to end becomes ours.
 *
 * @param {string} command
 * @param {readonly (readonly string[])[]} programs - the arguments of each
 * @param {Readonly<Record<string, string>>} [variables] - besides those of this process
 */
export function runInForeground(command, programs, variables = {}) {
  const env = { ...variables, ...process.env };
  // Before anything can be seen of the programs: who sees them may end our parent at once.
  const parent = process.ppid;
  const children = new Set(programs.map((args) => spawn(command, args, { cwd: root, stdio: 'inherit', env })));
  /** @type {number | undefined} */
  let exitCode;
  let isStopping = false;

  /** @param {NodeJS.Signals} signal */
  const passOn = (signal) => {
    for (const child of children) child.kill(signal);
  };
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      isStopping = true;
      // A terminal sends Ctrl-C to every process of its foreground, the children included; twice would hurry them.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) passOn(signal);
    });
  }
  onParentGone(parent, () => {
    if (!isStopping) passOn('SIGTERM');
    isStopping = true;
  });
  for (const child of children) {
    child.on('error', (error) => {
      console.error(`${command} could not be started: ${error.message}`);
      process.exit(1);
    });
    child.on('exit', (code, signal) => {
      children.delete(child);
      exitCode ??= signal === null ? (code ?? 1) : 128 + constants.signals[signal];
      if (children.size === 0) process.exit(exitCode);
      // Those already asked would take a second signal for impatience.
      if (!isStopping) passOn('SIGTERM');
      isStopping = true;
    });
  }
}

const lookAtParentMs = 500;

/**
 * Who ends `npm start` by its process id ends npm and the shell between it and us; that shell tells us nothing, and the
 * programs would go on with nobody to stop them. Whoever runs us without npm may rightly go away.
 *
 * @param {number} parent - as it was at first
 * @param {() => void} act
 */
function onParentGone(parent, act) {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    act();
  }, lookAtParentMs);
  timer.unref();
}
