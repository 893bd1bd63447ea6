/** Our authority as `npm start` runs it, in a process of its own, with every default on. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { compileCacheVariables, findFreePort } from '@latchkey/testing/server-process';
import { type Child, startChild } from '../measure/child.ts';
import { createConfig, secretEnvironment } from './config.ts';

export interface Authority extends Pick<Child, 'readUsage'> {
  readonly issuer: string;
  readonly port: number;
  /** From the start of its process until it said that it was ready. */
  readonly readyMs: number;
  stop(): Promise<void>;
}

const patienceMs = 60_000;

/** A data directory to start from again, and the port that its issuer has in it. */
export interface KeptData {
  readonly dataDirectory: string;
  readonly port: number;
}

/**
 * Start it and wait until it is ready. Audit trail, limits and logs are on; the log goes to a file.
 *
 * @param kept - default: a new directory, which is removed when the authority is stopped.
 */
export async function startAuthority(kept?: KeptData): Promise<Authority> {
  const folder = kept?.dataDirectory ?? createDataDirectory();
  const configFile = join(folder, 'latchkey.config.json');
  writeFileSync(configFile, JSON.stringify(createConfig(folder)));
  const port = kept?.port ?? (await findFreePort());
  const issuer = `http://localhost:${port}`;
  const startedAtMs = performance.now();
  const child = startChild(new URL('../../../apps/authority/src/main.ts', import.meta.url), {
    env: {
      ...secretEnvironment,
      ...compileCacheVariables,
      LATCHKEY_CONFIG_FILE: configFile,
      LATCHKEY_ISSUER: issuer,
      LATCHKEY_PORT: String(port),
    },
  });
  await waitForLine(child, '"msg":"ready"');
  const readyMs = performance.now() - startedAtMs;
  return {
    issuer,
    port,
    readyMs,
    readUsage: () => child.readUsage(),
    async stop() {
      await child.stop();
      if (kept === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function createKeptData(): Promise<KeptData> {
  return { dataDirectory: createDataDirectory(), port: await findFreePort() };
}

function createDataDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'latchkey-bench-data-'));
}

async function waitForLine(child: Child, text: string): Promise<void> {
  const deadlineMs = performance.now() + patienceMs;
  // It ends with what it said if the authority dies; a readable reason beats a time-out.
  while (!child.readOutput().includes(text)) {
    if (performance.now() > deadlineMs) throw new Error(`The authority was not ready in time:\n${child.readOutput()}`);
    child.throwIfEnded();
    await wait(5);
  }
}
