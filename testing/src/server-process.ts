/** A server of this repository as people run it: a process of its own, from source. */
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { listenOnLoopback } from './listen.ts';
import { type RunningProcess, repository, startProcess } from './running-process.ts';

export { repository } from './running-process.ts';

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

export type ServerProcess = RunningProcess;

/** As tools/run-servers.mjs sets it: tests and measurements start many servers, and want them as `npm start` has them. */
export const compileCacheVariables: Readonly<Record<string, string>> = {
  NODE_COMPILE_CACHE: join(repository, 'node_modules', '.cache', 'latchkey'),
};

/**
 * Start a server and wait until it says that it is ready. All it prints goes to a log file of the run. It ends with this
 * process at the latest.
 *
 * @throws Error with its output when it ends or is not ready within two minutes.
 */
export function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess> {
  const { name, main, args = [], env, readyText } = options;
  return startProcess({
    name,
    command: process.execPath,
    args: ['--conditions=@latchkey/source', main, ...args],
    env: { ...compileCacheVariables, ...inheritedEnvironment(), ...env },
    isReady: (output) => output.includes(readyText),
  });
}

/**
 * Below the ports that systems give to whoever asks for any and to connections (Linux from 32,768, others from 49,152):
 * between our look and the listening of who is told, nobody gets one of these by chance.
 */
const [firstPort, endPort] = [20_000, 32_000];

/** A port that was free a moment ago, on this machine's loopback address. */
export async function findFreePort(): Promise<number> {
  for (;;) {
    const port = randomInt(firstPort, endPort);
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await listenOnLoopback(server, port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw error;
  }
  server.close();
  await once(server, 'close');
  return true;
}

function inheritedEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(LATCHKEY_.*|DEMO_.*|NODE_(ENV|OPTIONS|PATH|TEST_CONTEXT))$/.test(name),
  );
  return Object.fromEntries(own);
}
