/** What `npm start` runs, on free ports and with data of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { findFreePort } from '@latchkey/testing/authority-process';
import { createDataDirectory, openLog } from '@latchkey/testing/run';
import { repository } from './reader.ts';

export interface StartedRepository {
  readonly authorityPort: number;
  readonly applicationPort: number;
  readonly apiPort: number;
  readonly dataDirectory: string;
  stop(): Promise<void>;
}

const patienceMs = 60_000;
const readyLines = ['"msg":"ready"', '"msg":"application ready"', '"msg":"demo API ready"'];

/** @throws Error with what was printed when not all of it is ready within a minute. */
export async function startRepository(): Promise<StartedRepository> {
  const [authorityPort, applicationPort, apiPort] = [
    await findFreePort(),
    await findFreePort(),
    await findFreePort(),
  ] as const;
  const dataDirectory = createDataDirectory('npm-start');
  const child = spawn('npm', ['start'], {
    cwd: repository,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      LATCHKEY_ISSUER: `http://localhost:${authorityPort}`,
      LATCHKEY_PORT: String(authorityPort),
      LATCHKEY_DATA_DIRECTORY: dataDirectory,
      DEMO_WEB_ORIGIN: `http://localhost:${applicationPort}`,
      DEMO_API_PORT: String(apiPort),
      DEMO_API_URL: `http://localhost:${apiPort}`,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const pid = child.pid ?? 0;
  const endGroup = (): void => {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // Nothing of it is left.
    }
  };
  process.once('exit', endGroup);
  const log = openLog('npm-start');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      log.write(chunk);
      output += chunk.toString('utf8');
    });
  }
  const ended = once(child, 'exit');
  const untilMs = Date.now() + patienceMs;
  while (!readyLines.every((line) => output.includes(line))) {
    if (child.exitCode !== null || Date.now() > untilMs) {
      endGroup();
      throw new Error(`npm start is not ready:\n${output.slice(-3000)}`);
    }
    await wait(20);
  }
  return {
    authorityPort,
    applicationPort,
    apiPort,
    dataDirectory,
    async stop() {
      // As Ctrl+C in a terminal does: to everything at once.
      process.kill(-pid, 'SIGINT');
      await ended;
      process.off('exit', endGroup);
      endGroup();
    },
  };
}
