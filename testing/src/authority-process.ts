/** The authority as people run it: a process of its own, reached over HTTP. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AuthorityConfigInput } from '@latchkey/server/config';
import { createDataDirectory, recordSecret } from './run.ts';
import { findFreePort, type ServerProcess, startServerProcess } from './server-process.ts';

export { findFreePort } from './server-process.ts';

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

export interface RunningAuthority extends ServerProcess {
  /** `http://localhost:<port>`. */
  readonly issuer: string;
  readonly port: number;
  readonly dataDirectory: string;
}

/**
 * Start `apps/authority` from source and wait until it says that it is ready, for which its log level must be `info`
 * or `debug`. All it prints goes to a log file of the run.
 *
 * @throws Error with its output when it ends or is not ready within two minutes.
 */
export async function startAuthority(options: StartAuthorityOptions = {}): Promise<RunningAuthority> {
  const port = options.port ?? (await findFreePort());
  const issuer = `http://localhost:${port}`;
  const dataDirectory = options.dataDirectory ?? createDataDirectory('authority');
  const server = await startServerProcess({
    name: 'authority',
    main: 'apps/authority/src/main.ts',
    env: {
      LATCHKEY_ISSUER: issuer,
      LATCHKEY_PORT: String(port),
      LATCHKEY_DATA_DIRECTORY: dataDirectory,
      ...(options.config === undefined ? {} : { LATCHKEY_CONFIG_FILE: writeConfig(options.config, dataDirectory) }),
      ...options.env,
    },
    // Its first line after everything is in place, the file with the first administrator's link included.
    readyText: '"msg":"ready"',
  });
  return { ...server, issuer, port, dataDirectory };
}

/** The secret that the first run of an authority made for a client which has none in its configuration. */
export function readClientSecret(dataDirectory: string, clientId: string): string {
  return recordSecret(readFileSync(join(dataDirectory, 'secrets', 'clients', clientId), 'utf8').trim());
}

function writeConfig(config: Omit<AuthorityConfigInput, 'issuer'>, dataDirectory: string): string {
  const file = join(createDataDirectory('config'), 'latchkey.config.json');
  // The environment sets the issuer; the file must have one all the same to be a whole configuration.
  writeFileSync(file, JSON.stringify({ issuer: 'http://localhost', dataDirectory, ...config }));
  return file;
}
