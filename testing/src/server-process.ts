/** A server of this repository as people run it: a process of its own, from source. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openLog } from './run.ts';

export interface ServerProcessOptions {
  /** For messages and for the log file of the run. */
  readonly name: string;
  /** The module to run, relative to the repository. */
  readonly main: string;
  readonly args?: readonly string[] | undefined;
  /** Beside those of this process, of which `LATCHKEY_…` and what changes Node are not handed down. */
  readonly env: Readonly<Record<string, string>>;
  /** It is ready once it has printed this. */
  readonly readyText: string;
}

export interface ServerProcess {
  readonly pid: number;
  /** Everything it has printed so far. */
  output(): string;
  /** Ask it to stop (SIGTERM) and wait until it has; answers its exit code. @throws Error when it does not within 20 s. */
  stop(): Promise<number | null>;
  /** End it at once (SIGKILL), as a crash does, and wait until it is gone. */
  kill(): Promise<void>;
}

/** The folder of the repository. */
export const repository: string = fileURLToPath(new URL('../..', import.meta.url));

const startPatienceMs = 30_000;
const stopPatienceMs = 20_000;

/**
 * Start a server and wait until it says that it is ready. All it prints goes to a log file of the run. It ends with this
 * process at the latest.
 *
 * @throws Error with its output when it ends or is not ready within 30 s.
 */
export async function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess> {
  const { name, main, args = [], env, readyText } = options;
  const child = spawn(process.execPath, ['--conditions=@latchkey/source', main, ...args], {
    cwd: repository,
    // As tools/run-servers.mjs does it: tests start many servers.
    env: { NODE_COMPILE_CACHE: `${repository}/node_modules/.cache/latchkey`, ...inheritedEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = collectOutput(child, name.replaceAll(' ', '-'));
  const ended = once(child, 'exit');
  const endWithUs = (): boolean => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  child.once('exit', () => process.off('exit', endWithUs));

  await waitUntilReady(child, name, output, readyText);
  return {
    pid: child.pid ?? 0,
    output,
    async stop() {
      child.kill('SIGTERM');
      if (await Promise.race([ended.then(() => true), wait(stopPatienceMs, false, { ref: false })])) {
        return child.exitCode;
      }
      child.kill('SIGKILL');
      throw new Error(`the ${name} did not stop within ${stopPatienceMs / 1000} s:\n${output().slice(-2000)}`);
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** A port that was free a moment ago, on this machine's loopback address. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}

function inheritedEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(LATCHKEY_.*|DEMO_.*|NODE_(ENV|OPTIONS|PATH|TEST_CONTEXT))$/.test(name),
  );
  return Object.fromEntries(own);
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
  name: string,
  output: () => string,
  readyText: string,
): Promise<void> {
  const deadlineMs = Date.now() + startPatienceMs;
  while (Date.now() < deadlineMs) {
    if (output().includes(readyText)) return;
    if (child.exitCode !== null || child.signalCode !== null) {
      const ending = child.signalCode ?? `exit code ${child.exitCode}`;
      throw new Error(`the ${name} ended at its start (${ending}):\n${output()}`);
    }
    await wait(10);
  }
  child.kill('SIGKILL');
  throw new Error(`the ${name} was not ready within ${startPatienceMs / 1000} s:\n${output()}`);
}
