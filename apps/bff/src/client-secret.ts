import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { ConfigError } from '@latchkey/host/config-problem';
import type { SecretSource } from './config-input.ts';

const patienceMs = 60_000;
const pauseMs = 100;

/**
 * The client's secret. A file is waited for up to a minute: an authority that starts at the same time makes it.
 *
 * @param onWait - told once when there is something to wait for.
 * @throws ConfigError naming the file or variable, never what it holds.
 */
export async function readClientSecret(
  source: SecretSource,
  environment: Readonly<Record<string, string | undefined>>,
  onWait: () => void,
): Promise<string> {
  if ('env' in source) return requireSecret(environment[source.env], `the variable ${source.env}`);
  const untilMs = performance.now() + patienceMs;
  for (let isFirst = true; performance.now() < untilMs; isFirst = false) {
    const text = await readFile(source.file, 'utf8').catch((error: unknown) => {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'ENOENT') return undefined;
      throw refuse(`cannot be read from ${source.file} (${String(code)})`);
    });
    if (text !== undefined) return requireSecret(text, source.file);
    if (isFirst) onWait();
    await wait(pauseMs);
  }
  throw refuse(`was not there after a minute: ${source.file} does not exist`);
}

function requireSecret(text: string | undefined, where: string): string {
  const secret = text?.trim() ?? '';
  if (secret !== '') return secret;
  throw refuse(`is empty in ${where}`);
}

function refuse(what: string): ConfigError {
  return new ConfigError('The configuration', [
    { path: 'clientSecret', what, remedy: 'Put the secret that the authority knows for this client there.' },
  ]);
}
