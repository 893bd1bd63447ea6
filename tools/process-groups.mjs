/**
 * The programs these tools started, each the leader of a process group, so that ending one ends what it started too.
 * While any runs, or anything is left to clean up, an interruption (Ctrl-C) ends and cleans up all of it.
 */

/** @type {ReadonlyArray<readonly [NodeJS.Signals, number]>} */
const interruptions = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
];
/** @type {Set<() => void>} */
const cleanups = new Set();

/**
 * Say what must be done when the run is interrupted.
 *
 * @param {() => void} cleanup - must not throw and not wait
 * @returns {() => void} how to withdraw it
 */
export function onInterrupt(cleanup) {
  if (cleanups.size === 0) for (const [signal] of interruptions) process.on(signal, interrupt);
  cleanups.add(cleanup);
  return () => {
    if (!cleanups.delete(cleanup) || cleanups.size > 0) return;
    for (const [signal] of interruptions) process.off(signal, interrupt);
  };
}

/**
 * Take charge of a child that was started with `detached: true`.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @returns {() => void} how to end the whole group, what its leader left behind included; for once it has ended, too
 */
export function adoptGroup(child) {
  const { pid } = child;
  if (pid === undefined) return () => {};
  const withdraw = onInterrupt(() => killGroup(pid));
  return () => {
    withdraw();
    killGroup(pid);
  };
}

/** @param {NodeJS.Signals} signal */
function interrupt(signal) {
  for (const cleanup of [...cleanups].toReversed()) cleanup();
  process.exit(interruptions.find(([name]) => name === signal)?.[1] ?? 1);
}

/** @param {number} pid */
function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing of the group is left: that is what was wanted.
  }
}
