import { createSecretKey, randomBytes } from 'node:crypto';
import { createBff } from '@latchkey/bff';
import { openSqliteBffStore } from '@latchkey/stores/sqlite-bff';
import { loadBffConfig } from './load-config.ts';

/**
 * Judge a configuration as a start would, without its secrets: with a store in memory and a key that is thrown away.
 *
 * Does not check that the client secret is there or right, that the address is free, or that the authority answers.
 *
 * @returns A sentence for the person who asked.
 * @throws ConfigError, BffError: each says what to do.
 */
export async function checkConfig(host: Pick<NodeJS.Process, 'cwd'>, configFile: string | undefined): Promise<string> {
  const { file, options } = await loadBffConfig(configFile, host.cwd());
  const store = await openSqliteBffStore({ file: ':memory:' });
  try {
    createBff({ ...options, clientSecret: 'unknown', store, sealingKey: createSecretKey(randomBytes(32)) }).close();
    return `${file} is a good configuration.`;
  } finally {
    await store.close();
  }
}
