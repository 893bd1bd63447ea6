import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, type ConfigProblem } from '@latchkey/host/config-problem';
import { createDataDirectory, recordSecret } from '@latchkey/testing/run';
import type { AuthorityConfigInput, ClientInput } from '../../src/config/config-input.ts';
import type { Environment } from '../../src/config/environment.ts';
import { type LoadedConfig, resolveConfig } from '../../src/config/load-config.ts';

export const goodSecret: string = recordSecret('G00d-secret-for-configuration-tests-0123456789');
export const otherSecret: string = recordSecret('An0ther-secret-for-configuration-tests-98765432');
export const environment: Environment = { WEB_SECRET: goodSecret, WEB_SECRET_2: otherSecret };
export const ordersApi = 'https://orders.example.com';

export const webClient: ClientInput = {
  clientId: 'web',
  type: 'confidential',
  secret: { env: 'WEB_SECRET' },
  redirectUris: ['https://app.example.com/callback'],
  scopes: ['openid', 'orders:read'],
  audiences: [ordersApi],
};

export const nativeClient: ClientInput = {
  clientId: 'native',
  type: 'public',
  redirectUris: ['http://127.0.0.1/callback'],
  scopes: ['openid'],
};

export const serviceClient: ClientInput = {
  clientId: 'service',
  type: 'confidential',
  secret: { env: 'WEB_SECRET' },
  grantTypes: ['client_credentials'],
  audiences: [ordersApi],
  permissions: { [ordersApi]: ['orders.view'] },
};

/** A configuration with nothing wrong in it. */
export const goodInput: AuthorityConfigInput = {
  issuer: 'https://id.example.com',
  tls: { certificateFile: 'cert.pem', keyFile: 'key.pem' },
  apis: [
    { audience: ordersApi, scopes: { 'orders:read': 'See orders' }, permissions: { 'orders.view': 'See any order' } },
  ],
  roles: [{ name: 'clerk', permissions: { [ordersApi]: ['orders.view'] } }],
  clients: [webClient, nativeClient, serviceClient],
};

/** Anything a person without an editor might write. */
export type LooseInput = Readonly<Record<string, unknown>>;

const sharedFolder = createDataDirectory('config');

/** An empty folder. */
export function createFolder(): string {
  return mkdtempSync(join(sharedFolder, 'folder-'));
}

/** Judge an input as if it stood in a file of this folder. */
export async function resolveInput(
  input: LooseInput | AuthorityConfigInput,
  env: Environment = environment,
  folder: string = sharedFolder,
): Promise<Omit<LoadedConfig, 'file'>> {
  return resolveConfig({
    input: input as LooseInput,
    source: 'latchkey.config.ts',
    fileDirectory: folder,
    cwd: join(folder, 'elsewhere'),
    environment: env,
  });
}

/** The problems of an input; none when it can be used. */
export async function listProblems(
  input: LooseInput | AuthorityConfigInput,
  env: Environment = environment,
): Promise<{ readonly problems: readonly ConfigProblem[]; readonly message: string }> {
  try {
    await resolveInput(input, env);
    return { problems: [], message: '' };
  } catch (error) {
    if (error instanceof ConfigError) return { problems: error.problems, message: error.message };
    throw error;
  }
}
