import { dirname, resolve } from 'node:path';
import { type ConfigFileKind, findConfigFile, readConfigFile } from '@latchkey/host/config-file';
import { ConfigError, type ConfigProblem } from '@latchkey/host/config-problem';
import type { ClientId } from '../ids.ts';
import { fetchClientSecret, generateClientSecret } from './client-secrets.ts';
import type { AuthorityConfig } from './config.ts';
import { hasAllSettings, type Placed, parseDraft } from './draft.ts';
import { type Environment, overlayEnvironment } from './environment.ts';
import { freezeDeep } from './freeze.ts';
import { completeListen } from './listen-defaults.ts';
import { checkRules } from './rules/index.ts';
import type { ParsedClient } from './schema.ts';

const configFileKind: ConfigFileKind = {
  fileNames: ['latchkey.config.ts', 'latchkey.config.js', 'latchkey.config.json'],
  namedBy: 'set LATCHKEY_CONFIG_FILE to its path',
  example: 'export default defineConfig({ issuer: … })',
};

export interface LoadConfigOptions {
  /** Path of the file. Default: `latchkey.config.ts`, `.js` or `.json` in `cwd`. */
  readonly file?: string | undefined;
  /** Default: `process.env`. */
  readonly env?: Environment | undefined;
  /** What relative paths from the caller and the environment start at. Default: the working directory. */
  readonly cwd?: string | undefined;
}

export interface LoadedConfig {
  readonly config: AuthorityConfig;
  /** Absolute path of the file it came from. */
  readonly file: string;
  /** Files of client secrets that were made just now, for the operator to be told of. */
  readonly generatedSecretFiles: readonly string[];
}

/**
 * Read the configuration, lay the environment over it, check all of it once, fetch the clients' secrets (making those that
 * are to be generated), and answer it complete and frozen.
 *
 * Does not check that the TLS files can be used, that the address is free, or that the issuer leads here.
 *
 * @throws ConfigError that lists every problem found. Then nothing has been written.
 */
export async function loadConfig(options: LoadConfigOptions = {}): Promise<LoadedConfig> {
  const cwd = resolve(options.cwd ?? process.cwd());
  const environment = options.env ?? process.env;
  const file = findConfigFile(configFileKind, options.file, cwd);
  const written = await readConfigFile(configFileKind, file);
  const result = await resolveConfig({ input: written, source: file, fileDirectory: dirname(file), cwd, environment });
  return { ...result, file };
}

/** The same for a configuration that is in memory already. @throws ConfigError */
export async function resolveConfig({
  input: written,
  source,
  fileDirectory,
  cwd,
  environment,
}: {
  readonly input: Readonly<Record<string, unknown>>;
  /** Named in the error. */
  readonly source: string;
  readonly fileDirectory: string;
  readonly cwd: string;
  readonly environment: Environment;
}): Promise<Omit<LoadedConfig, 'file'>> {
  const { input, origins } = overlayEnvironment(written, environment);
  const { draft, problems: shapeProblems } = parseDraft(input);
  const problems = [...shapeProblems, ...checkRules(draft)];

  const resolvePath = (path: string, text: string): string => resolve(origins.has(path) ? cwd : fileDirectory, text);
  const dataDirectory = resolvePath('dataDirectory', draft.settings.dataDirectory ?? 'data');
  const surroundings = { environment, fileDirectory, dataDirectory };
  const clients = await Promise.all(draft.clients.map((client) => fetchSecrets(client, surroundings, problems)));

  if (problems.length > 0 || !hasAllSettings(draft.settings)) {
    throw new ConfigError(
      source,
      problems.map((problem) => nameOrigin(problem, origins)),
    );
  }

  const { settings } = draft;
  const { tls } = settings;
  const config: AuthorityConfig = {
    ...settings,
    dataDirectory,
    tls: tls && {
      certificateFile: resolvePath('tls.certificateFile', tls.certificateFile),
      keyFile: resolvePath('tls.keyFile', tls.keyFile),
    },
    listen: completeListen(settings.listen, settings.issuer, tls !== undefined),
    apis: draft.apis.map(({ value }) => value),
    roles: draft.roles.map(({ value }) => value),
    clients: await Promise.all(
      clients.map(async ({ client: { secret: _, ...client }, hashes, missingFiles }) => {
        const generated = await Promise.all(missingFiles.map((path) => generateClientSecret(path)));
        // The one place where a client id is made: the schema has judged it.
        return { ...client, clientId: client.clientId as ClientId, secretHashes: [...hashes, ...generated] };
      }),
    ),
  };
  return { config: freezeDeep(config), generatedSecretFiles: clients.flatMap(({ missingFiles }) => missingFiles) };
}

interface ClientWithSecrets {
  readonly client: ParsedClient;
  readonly hashes: readonly Uint8Array[];
  readonly missingFiles: readonly string[];
}

async function fetchSecrets(
  { path, value: client }: Placed<ParsedClient>,
  surroundings: Parameters<typeof fetchClientSecret>[2],
  problems: ConfigProblem[],
): Promise<ClientWithSecrets> {
  const hashes: Uint8Array[] = [];
  const missingFiles: string[] = [];
  for (const [index, source] of client.secret.entries()) {
    const fetched = await fetchClientSecret(source, client.clientId, surroundings);
    if ('hash' in fetched) hashes.push(fetched.hash);
    else if ('generateInto' in fetched) missingFiles.push(fetched.generateInto);
    else problems.push({ path: `${path}.secret[${index}]`, ...fetched.problem });
  }
  return { client, hashes, missingFiles };
}

/** Say which variable a wrong value came from. */
function nameOrigin(problem: ConfigProblem, origins: ReadonlyMap<string, string>): ConfigProblem {
  const variable = origins.get(problem.path.replace(/\[\d+\]$/, ''));
  return variable === undefined ? problem : { ...problem, path: `${variable} (${problem.path})` };
}
