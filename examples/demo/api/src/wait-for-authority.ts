import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { DemoApiSettings } from './settings.ts';

const patienceMs = 60_000;
const pauseMs = 100;

/**
 * Wait until the authority answers: both are started at once, and its first start makes this API's secret.
 *
 * @returns That secret.
 * @throws Error when it is not there after a minute.
 */
export async function waitForAuthority(settings: Pick<DemoApiSettings, 'issuer' | 'secretFile'>): Promise<string> {
  const untilMs = performance.now() + patienceMs;
  while (performance.now() < untilMs) {
    const secret = await readFile(settings.secretFile, 'utf8').catch(() => '');
    if (secret.trim() !== '' && (await isAnswering(settings.issuer))) return secret.trim();
    await wait(pauseMs);
  }
  throw new Error(
    `The demo API waited a minute for the authority at ${settings.issuer} and for its own secret in ${settings.secretFile}.`,
  );
}

async function isAnswering(issuer: string): Promise<boolean> {
  try {
    return (await fetch(`${issuer}/.well-known/openid-configuration`)).ok;
  } catch {
    return false;
  }
}
