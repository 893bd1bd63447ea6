/** The whole demo on free ports, as `npm start` runs it: the authority, the orders API and the page behind its proxy. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { findFreePort, startAuthority } from '@latchkey/testing/authority-process';
import { type Chromium, launchChromium } from '@latchkey/testing/chromium';
import { openLog } from '@latchkey/testing/run';
import repositoryConfig from '../../../../latchkey.config.ts';

export interface DemoStage {
  /** Where the page is. */
  readonly origin: string;
  readonly issuer: string;
  readonly chromium: Chromium;
  close(): Promise<void>;
}

const repository = fileURLToPath(new URL('../../../..', import.meta.url));

export async function openDemoStage(): Promise<DemoStage> {
  const apiPort = await findFreePort();
  const origin = `http://localhost:${await findFreePort()}`;
  const opened: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of opened.splice(0).toReversed()) await end();
  };
  try {
    const authority = await startAuthority({ config: moveWebClient(origin) });
    opened.push(() => authority.stop());
    const env = {
      PATH: process.env['PATH'],
      LATCHKEY_ISSUER: authority.issuer,
      LATCHKEY_DATA_DIRECTORY: authority.dataDirectory,
      DEMO_API_PORT: String(apiPort),
      DEMO_API_URL: `http://localhost:${apiPort}`,
      DEMO_WEB_ORIGIN: origin,
    };
    opened.push(await startProgram('demo-api', ['examples/demo/api/src/main.ts'], env));
    const config = 'examples/demo/web/latchkey.bff.config.ts';
    opened.push(await startProgram('demo-web', ['apps/bff/src/main.ts', '--config', config], env));
    const chromium = await launchChromium();
    opened.push(() => chromium.close());
    return { origin, issuer: authority.issuer, chromium, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The repository's own configuration, with the page elsewhere. */
function moveWebClient(origin: string): typeof repositoryConfig {
  const clients = (repositoryConfig.clients ?? []).map((client) =>
    client.clientId === 'demo-web'
      ? {
          ...client,
          redirectUris: [`${origin}/auth/callback`],
          postLogoutRedirectUris: [`${origin}/`],
          backchannelLogoutUri: `${origin}/auth/backchannel-logout`,
        }
      : client,
  );
  // The least that the validation lets through.
  return { ...repositoryConfig, clients, passwordHashing: { memoryKiB: 7_168, iterations: 5, parallelism: 1 } };
}

/** @returns How to stop it. */
async function startProgram(
  name: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<() => Promise<void>> {
  const child = spawn(process.execPath, ['--conditions=@latchkey/source', ...args], {
    cwd: repository,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const endWithUs = (): boolean => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  const ended = once(child, 'exit');
  void ended.then(() => process.off('exit', endWithUs));
  await waitUntilReady(child, name);
  return async () => {
    child.kill('SIGTERM');
    await ended;
  };
}

/** Its first line that says so; all that it prints goes to the run's log. */
async function waitUntilReady(child: ChildProcess, name: string): Promise<void> {
  const log = openLog(name);
  child.stderr?.on('data', (chunk: Buffer) => log.write(chunk));
  if (child.stdout === null) throw new Error('it was started with a pipe');
  const lines = createInterface({ input: child.stdout });
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      log.write(`${line}\n`);
      if (/"msg":"(?:demo API|application) ready"/.test(line)) resolve();
    });
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code} before it was ready`)));
  });
}
