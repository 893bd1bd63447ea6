/** What `npm start` runs, on free ports and with data of its own. */
import { createDataDirectory } from '@latchkey/testing/run';
import { startProcess } from '@latchkey/testing/running-process';
import { findFreePort } from '@latchkey/testing/server-process';

export interface StartedRepository {
  readonly authorityPort: number;
  readonly applicationPort: number;
  readonly apiPort: number;
  readonly dataDirectory: string;
  stop(): Promise<void>;
}

const readyLines = ['"msg":"ready"', '"msg":"application ready"', '"msg":"demo API ready"'];

/** @throws Error with what was printed when not all of it is ready within two minutes. */
export async function startRepository(): Promise<StartedRepository> {
  const authorityPort = await findFreePort();
  const applicationPort = await findFreePort();
  const apiPort = await findFreePort();
  const dataDirectory = createDataDirectory('npm-start');
  const started = await startProcess({
    name: 'npm start',
    command: 'npm',
    args: ['start'],
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
    isReady: (output) => readyLines.every((line) => output.includes(line)),
    leadsGroup: true,
  });
  return {
    authorityPort,
    applicationPort,
    apiPort,
    dataDirectory,
    async stop() {
      // As Ctrl+C in a terminal does.
      await started.stop('SIGINT');
    },
  };
}
