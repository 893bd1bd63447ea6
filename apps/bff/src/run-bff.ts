import { join } from 'node:path';
import { type Bff, BffError, createBff } from '@latchkey/bff';
import { prepareGracefulStop } from '@latchkey/host/graceful-stop';
import { listenOn, readPort } from '@latchkey/host/listen';
import { createLog } from '@latchkey/host/log';
import { onStopSignal } from '@latchkey/host/stop-signal';
import { readSecretKey } from '@latchkey/keys/file';
import { openSqliteBffStore } from '@latchkey/stores/sqlite-bff';
import { createAppFiles } from './app-files.ts';
import { type AppServerParts, createAppServer } from './app-server.ts';
import { readClientSecret } from './client-secret.ts';
import { type LoadedBffConfig, loadBffConfig } from './load-config.ts';

/** What of Node's process the proxy uses. */
export type HostProcess = Pick<NodeJS.Process, 'env' | 'cwd' | 'stdout' | 'on' | 'off' | 'exit'>;

const stopGraceSeconds = 10;

/**
 * The composition root: configuration, secret, store, proxy, server; then say where it is, and stop in the opposite order
 * when asked to.
 *
 * @throws ConfigError, BffError, KeyRingError, StoreOpenError, ListenError: each says what to do.
 */
export async function runBff(host: HostProcess, configFile: string | undefined): Promise<void> {
  const startedAtMs = performance.now();
  const { env, stdout } = host;
  const config = await loadBffConfig(configFile, host.cwd());
  const { log, flush } = createLog(config.logLevel, stdout);
  const opened: (() => Promise<unknown> | void)[] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of opened.splice(0).toReversed()) await close();
    await flush();
  };
  onStopSignal(host, log, closeAll);

  try {
    const clientSecret = await readClientSecret(config.clientSecret, env, () =>
      log.info({}, 'waiting for the authority to make the client secret'),
    );
    const sealingKey = await readSecretKey({
      environment: env,
      variable: 'LATCHKEY_BFF_SEALING_KEY',
      file: join(config.dataDirectory, 'secrets', 'bff-sealing-key'),
    });
    const store = await openSqliteBffStore({ file: join(config.dataDirectory, 'bff-sessions.db') });
    opened.push(() => store.close());
    const bff = createBff({ ...config.options, clientSecret, store, sealingKey, log });
    opened.push(() => bff.close());
    const port = await serve(config, { bff, log }, opened);
    const { origin } = config.options;
    await bff.ready();
    const readyMs = Math.round(performance.now() - startedAtMs);
    if (stdout.isTTY) stdout.write(`The application is ready: ${origin}\n`);
    log.info({ url: origin, listening: `http://${config.listen.host}:${port}`, readyMs }, 'application ready');
  } catch (error) {
    await closeAll();
    // Asked to stop before it was ready: whoever asked needs no reason, and another program's must stay the last one said.
    if (error instanceof BffError && error.code === 'closed') return;
    throw error;
  }
}

/** @returns The port it got. */
async function serve(
  config: LoadedBffConfig,
  { bff, log }: Pick<AppServerParts, 'log'> & { readonly bff: Bff },
  opened: (() => Promise<unknown> | void)[],
): Promise<number> {
  const files = createAppFiles(config.app, { isHttps: config.options.origin.startsWith('https:') });
  const { trustedProxies = [] } = config.options;
  const server = createAppServer({ bff, files, log, trustedProxies });
  const stopGracefully = prepareGracefulStop(server);
  await listenOn(server, { ...config.listen, hostSetting: 'listen.host' });
  opened.push(() => {
    // Streams would keep it from ending: close them first.
    bff.close();
    return stopGracefully(stopGraceSeconds);
  });
  return readPort(server);
}
