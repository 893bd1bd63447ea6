/** A program that tests drive: watched until it is ready, its output kept, and gone with the tests at the latest. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openLog } from './run.ts';

export interface ProcessOptions {
  /** For messages and for the log file of the run. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** All its variables: those of this process are not handed down. */
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** Asked again and again with everything it has printed so far, until it is. */
  isReady(output: string): boolean | Promise<boolean>;
  /** Whether it starts others, which end with it then: signals go to all of them, as from a terminal. Default false. */
  readonly leadsGroup?: boolean | undefined;
}

export interface RunningProcess {
  readonly pid: number;
  /** Everything it has printed so far. */
  output(): string;
  /**
   * Ask it to stop, by SIGTERM unless told otherwise, and wait until it has and its output is whole; answers its exit code.
   *
   * @throws Error when it does not within a minute.
   */
  stop(signal?: 'SIGTERM' | 'SIGINT'): Promise<number | null>;
  /** End it at once (SIGKILL), as a crash does, and wait until it is gone and its output is whole. */
  kill(): Promise<void>;
}

/** The folder of the repository. */
export const repository: string = fileURLToPath(new URL('../..', import.meta.url));

/** What the machine is given to become slow, not what anything takes. */
const startPatienceMs = 120_000;
const stopPatienceMs = 60_000;

/**
 * Start a program in the folder of the repository and wait until it is ready. All it prints goes to a log file of the run.
 *
 * @throws Error with its output when it ends or is not ready within two minutes.
 */
export async function startProcess(options: ProcessOptions): Promise<RunningProcess> {
  const { name, command, args, env, leadsGroup = false } = options;
  const child = spawn(command, args, {
    cwd: repository,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: leadsGroup,
  });
  const output = collectOutput(child, name.replaceAll(' ', '-'));
  // At its exit the last of what it printed may still be on the way.
  const ended = once(child, 'close');
  // Rejects with the reason.
  if (child.pid === undefined) await ended;
  const pid = child.pid ?? 0;
  const send = (signal: NodeJS.Signals): void => (leadsGroup ? signalGroup(pid, signal) : void child.kill(signal));
  const endWithUs = (): void => send('SIGKILL');
  process.once('exit', endWithUs);
  child.once('exit', () => {
    process.off('exit', endWithUs);
    if (leadsGroup) endWithUs();
  });

  try {
    await waitUntilReady(child, ended, options, output);
  } catch (error) {
    send('SIGKILL');
    throw error;
  }
  return {
    pid,
    output,
    async stop(signal = 'SIGTERM') {
      send(signal);
      if (await Promise.race([ended.then(() => true), wait(stopPatienceMs, false, { ref: false })])) {
        return child.exitCode;
      }
      send('SIGKILL');
      throw new Error(`the ${name} did not stop within ${stopPatienceMs / 1000} s:\n${output().slice(-2000)}`);
    },
    async kill() {
      send('SIGKILL');
      await ended;
    },
  };
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // Nothing of the group is left.
  }
}

function collectOutput(child: ChildProcess, logName: string): () => string {
  const log = openLog(logName);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      log.write(chunk);
      text += chunk.toString('utf8');
    });
  }
  return () => text;
}

async function waitUntilReady(
  child: ChildProcess,
  ended: Promise<unknown>,
  { name, isReady }: ProcessOptions,
  output: () => string,
): Promise<void> {
  const deadlineMs = Date.now() + startPatienceMs;
  while (!(await isReady(output()))) {
    if (child.exitCode !== null || child.signalCode !== null) {
      const ending = child.signalCode ?? `exit code ${child.exitCode}`;
      await ended;
      throw new Error(`the ${name} ended at its start (${ending}):\n${output()}`);
    }
    if (Date.now() > deadlineMs) {
      throw new Error(`the ${name} was not ready within ${startPatienceMs / 1000} s:\n${output()}`);
    }
    await wait(10);
  }
}
