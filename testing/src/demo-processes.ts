/** The whole demo as `npm start` runs it: the authority, the demo API, and the proxy with its page, on free ports. */
import type { AuthorityConfigInput } from '@latchkey/server/config';
import authorityConfig from '../../latchkey.config.ts';
import { type RunningAuthority, startAuthority } from './authority-process.ts';
import { findFreePort, type ServerProcess, startServerProcess } from './server-process.ts';

export interface StartDemoOptions {
  /** The lifetime of the access tokens of the demo API. Default: as configured. */
  readonly accessTokenTtlSeconds?: number | undefined;
}

export interface RunningDemo {
  readonly authority: RunningAuthority;
  readonly api: ServerProcess;
  readonly web: ServerProcess;
  /** Of the page and the proxy: `http://localhost:<port>`. */
  readonly origin: string;
  readonly issuer: string;
  /** Stop all three, the one that depends on the others first. @throws Error when one does not end well. */
  stop(): Promise<void>;
}

/** Where latchkey.config.ts expects the page. */
const configuredOrigin = 'http://localhost:4001';

/**
 * Start the demo with the repository's own configuration, moved to free ports.
 *
 * @throws Error with its output when one of the three does not become ready.
 */
export async function startDemo(options: StartDemoOptions = {}): Promise<RunningDemo> {
  const [apiPort, webPort] = [await findFreePort(), await findFreePort()];
  const origin = `http://localhost:${webPort}`;
  const authority = await startAuthority({ config: moveConfig(origin, options) });
  const env = {
    LATCHKEY_ISSUER: authority.issuer,
    LATCHKEY_DATA_DIRECTORY: authority.dataDirectory,
    DEMO_API_PORT: String(apiPort),
    DEMO_API_URL: `http://localhost:${apiPort}`,
    DEMO_WEB_ORIGIN: origin,
  };
  const outcomes = await Promise.allSettled([
    startServerProcess({
      name: 'demo API',
      main: 'examples/demo/api/src/main.ts',
      env,
      readyText: '"msg":"demo API ready"',
    }),
    startServerProcess({
      name: 'demo web',
      main: 'apps/bff/src/main.ts',
      args: ['--config', 'examples/demo/web/latchkey.bff.config.ts'],
      env,
      readyText: '"msg":"application ready"',
    }),
  ]);
  const [api, web] = outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : undefined));
  if (api !== undefined && web !== undefined) {
    return { authority, api, web, origin, issuer: authority.issuer, stop: () => stopAll([web, api, authority]) };
  }
  for (const server of [authority, api, web]) await server?.kill();
  throw outcomes.find((outcome) => outcome.status === 'rejected')?.reason;
}

function moveConfig(
  origin: string,
  { accessTokenTtlSeconds }: StartDemoOptions,
): Omit<AuthorityConfigInput, 'issuer' | 'dataDirectory'> {
  const { issuer: _issuer, dataDirectory: _dataDirectory, ...config } = authorityConfig;
  const moved = JSON.parse(JSON.stringify(config).replaceAll(configuredOrigin, origin)) as typeof config;
  if (accessTokenTtlSeconds === undefined) return moved;
  return { ...moved, apis: moved.apis?.map((api) => ({ ...api, accessTokenTtlSeconds })) };
}

async function stopAll(servers: readonly ServerProcess[]): Promise<void> {
  for (const server of servers) {
    const exitCode = await server.stop();
    if (exitCode !== 0) throw new Error(`a part of the demo ended with ${exitCode}:\n${server.output().slice(-2000)}`);
  }
}
