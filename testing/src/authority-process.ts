/** The authority as people run it: a process of its own, reached over HTTP. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { AuthorityConfigInput } from '@latchkey/server/config';
import { createDataDirectory, openLog } from './run.ts';

export interface StartAuthorityOptions {
  /** What to run with, in place of the repository's own `latchkey.config.ts`; `issuer` is set to where it listens. */
  readonly config?: Omit<AuthorityConfigInput, 'issuer'> | undefined;
  /** Further environment variables. `LATCHKEY_…` of this process are not handed down. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Default: a new one, in the run's folder. */
  readonly dataDirectory?: string | undefined;
  /** Default: a free one. */
  readonly port?: number | undefined;
}

export interface RunningAuthority {
  /** `http://localhost:<port>`. */
  readonly issuer: string;
  readonly port: number;
  readonly dataDirectory: string;
  readonly pid: number;
  /** Everything it has printed so far. */
  output(): string;
  /** Ask it to stop (SIGTERM) and wait until it has; answers its exit code. @throws Error when it does not within 20 s. */
  stop(): Promise<number | null>;
  /** End it at once (SIGKILL), as a crash does, and wait until it is gone. */
  kill(): Promise<void>;
}

const repository = fileURLToPath(new URL('../..', import.meta.url));
const startPatienceMs = 30_000;
const stopPatienceMs = 20_000;

/**
 * Start `apps/authority` from source and wait until it says that it is ready, for which its log level must be `info`
 * or `debug`. All it prints goes to a log file of the run.
 *
 * @throws Error with its output when it ends or is not ready within 30 s.
 */
export async function startAuthority(options: StartAuthorityOptions = {}): Promise<RunningAuthority> {
  const port = options.port ?? (await findFreePort());
  const issuer = `http://localhost:${port}`;
  const dataDirectory = options.dataDirectory ?? createDataDirectory('authority');
  const child = spawn(process.execPath, ['--conditions=@latchkey/source', 'apps/authority/src/main.ts'], {
    cwd: repository,
    env: {
      ...inheritedEnvironment(),
      LATCHKEY_ISSUER: issuer,
      LATCHKEY_PORT: String(port),
      LATCHKEY_DATA_DIRECTORY: dataDirectory,
      ...(options.config === undefined ? {} : { LATCHKEY_CONFIG_FILE: writeConfig(options.config, dataDirectory) }),
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = collectOutput(child);
  const ended = once(child, 'exit');
  const endWithUs = (): boolean => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  child.once('exit', () => process.off('exit', endWithUs));

  await waitUntilReady(child, output);
  return {
    issuer,
    port,
    dataDirectory,
    pid: child.pid ?? 0,
    output,
    async stop() {
      child.kill('SIGTERM');
      if (await Promise.race([ended.then(() => true), wait(stopPatienceMs, false, { ref: false })])) {
        return child.exitCode;
      }
      child.kill('SIGKILL');
      throw new Error(`the authority did not stop within ${stopPatienceMs / 1000} s:\n${output().slice(-2000)}`);
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

function writeConfig(config: Omit<AuthorityConfigInput, 'issuer'>, dataDirectory: string): string {
  const file = join(createDataDirectory('config'), 'latchkey.config.json');
  // The environment sets the issuer; the file must have one all the same to be a whole configuration.
  writeFileSync(file, JSON.stringify({ issuer: 'http://localhost', dataDirectory, ...config }));
  return file;
}

function inheritedEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(LATCHKEY_.*|NODE_(ENV|OPTIONS|PATH|TEST_CONTEXT))$/.test(name),
  );
  return Object.fromEntries(own);
}

function collectOutput(child: ChildProcess): () => string {
  const log = openLog('authority');
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      log.write(chunk);
      text += chunk.toString('utf8');
    });
  }
  return () => text;
}

/** Its first line after everything is in place, the file with the first administrator's link included. */
async function waitUntilReady(child: ChildProcess, output: () => string): Promise<void> {
  const deadlineMs = Date.now() + startPatienceMs;
  while (Date.now() < deadlineMs) {
    if (output().includes('"msg":"ready"')) return;
    if (child.exitCode !== null || child.signalCode !== null) {
      const ending = child.signalCode ?? `exit code ${child.exitCode}`;
      throw new Error(`the authority ended at its start (${ending}):\n${output()}`);
    }
    await wait(10);
  }
  child.kill('SIGKILL');
  throw new Error(`the authority was not ready within ${startPatienceMs / 1000} s:\n${output()}`);
}
