import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { BffOptions } from '@latchkey/bff';
import { isLoopbackAddress } from '@latchkey/host/client-address';
import { type ConfigFileKind, findConfigFile, readConfigFile } from '@latchkey/host/config-file';
import { ConfigError, type ConfigProblem, formatPath } from '@latchkey/host/config-problem';
import type { LogLevel } from '@latchkey/host/log';
import type { BffConfigInput, ListenInput, SecretSource } from './config-input.ts';

const configFileKind: ConfigFileKind = {
  fileNames: ['latchkey.bff.config.ts', 'latchkey.bff.config.js', 'latchkey.bff.config.json'],
  namedBy: 'name one with --config FILE',
  example: 'export default defineBffConfig({ origin: …, issuer: … })',
};

/** The configuration of the process, complete. What concerns the proxy itself is judged by `createBff`. */
export interface LoadedBffConfig {
  /** Absolute path of the file it came from. */
  readonly file: string;
  readonly listen: { readonly host: string; readonly port: number; readonly portSetting: string };
  readonly dataDirectory: string;
  readonly clientSecret: SecretSource;
  readonly app: AppFiles | undefined;
  readonly logLevel: LogLevel;
  readonly options: Omit<BffOptions, 'clientSecret' | 'store' | 'sealingKey' | 'log'>;
}

export interface AppFiles {
  /** Absolute. */
  readonly directory: string;
  readonly fallback: string | undefined;
  readonly contentSecurityPolicy: string;
}

const defaultContentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Why a listening address is refused; read as a sentence after the path. */
const notLoopback =
  'is reachable by other machines, over plain HTTP, while origin is plain http too. Set origin to the https address of the proxy in front that ends TLS, or listen on 127.0.0.1';

/** The same, of an https origin: see app-server.ts for who is answered. */
const nobodyAnswered =
  'is reachable by other machines, over plain HTTP, and none of them is in trustedProxies, so none would be answered';

/**
 * Read a configuration file and check what concerns the process.
 *
 * @throws ConfigError that lists every problem found.
 */
export async function loadBffConfig(named: string | undefined, cwd: string): Promise<LoadedBffConfig> {
  const file = findConfigFile(configFileKind, named, cwd);
  // What is of the wrong kind is found below and by `createBff`.
  const written = (await readConfigFile(configFileKind, file)) as unknown as Partial<BffConfigInput>;
  const folder = dirname(file);
  const { clientSecret, listen = {}, dataDirectory = 'data', app, logLevel = 'info', ...options } = written;
  const listening = readListen(readMembers(listen), options.origin, file);
  const problems = [
    ...judgeSecret(clientSecret),
    ...judgeMembers('listen', listen, ['host', 'port', 'portSetting']),
    ...judgeListen(listening, options),
    ...judgeLogLevel(logLevel),
    ...(app === undefined ? [] : judgeApp(app, folder)),
    ...(typeof dataDirectory === 'string' ? [] : [describeKind('dataDirectory', 'the path of a folder')]),
  ];
  if (problems.length > 0 || clientSecret === undefined) throw new ConfigError(file, problems);
  return {
    file,
    listen: listening,
    dataDirectory: resolve(folder, dataDirectory),
    clientSecret: 'file' in clientSecret ? { file: resolve(folder, clientSecret.file) } : clientSecret,
    app: app && {
      directory: resolve(folder, app.directory),
      fallback: app.fallback,
      contentSecurityPolicy: app.contentSecurityPolicy ?? defaultContentSecurityPolicy,
    },
    logLevel,
    options: options as LoadedBffConfig['options'],
  };
}

function readListen(
  { host = '127.0.0.1', port, portSetting }: ListenInput,
  origin: unknown,
  file: string,
): LoadedBffConfig['listen'] {
  // On plain http browsers come to this very port. By https they come to the proxy in front, which has the other one.
  const isOfOrigin = port === undefined && !String(origin).startsWith('https:');
  const written = isOfOrigin ? `the port of origin in ${file}` : `listen.port in ${file}`;
  return { host, port: port ?? readPortOf(origin), portSetting: portSetting ?? written };
}

function readPortOf(origin: unknown): number {
  const url = typeof origin === 'string' ? URL.parse(origin) : null;
  if (url === null) return 0;
  return url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
}

/** The members of an object; none of anything else. */
function readMembers(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** A misspelt restriction would restrict nothing. */
function judgeMembers(path: string, value: unknown, known: readonly string[]): readonly ConfigProblem[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [describeKind(path, `an object with ${known.join(', ')}`)];
  }
  const strangers = Object.keys(value).filter((name) => !known.includes(name));
  return strangers.map((name) => ({
    path: formatPath([path, name]),
    what: 'is no option',
    remedy: `Remove it; there are ${known.join(', ')}.`,
  }));
}

function judgeSecret(source: unknown): readonly ConfigProblem[] {
  const names = Object.entries(readMembers(source));
  const [name, value] = names[0] ?? [];
  if (names.length === 1 && (name === 'file' || name === 'env') && typeof value === 'string' && value !== '') return [];
  return [
    describeKind('clientSecret', "{ file: 'path' } or { env: 'NAME' }; a secret never stands in the file itself"),
  ];
}

function judgeListen(
  { host, port, portSetting }: Readonly<Record<keyof ListenInput, unknown>>,
  { origin, trustedProxies = [] }: Partial<BffConfigInput>,
): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if (typeof host !== 'string' || host === '') problems.push(describeKind('listen.host', 'a host name or address'));
  else if (host !== 'localhost' && !isLoopbackAddress(host)) {
    if (!String(origin).startsWith('https://')) {
      problems.push({ path: 'listen.host', what: notLoopback, remedy: 'Then start it again.' });
    } else if (Array.isArray(trustedProxies) && trustedProxies.length === 0) {
      const remedy = 'List the proxy in front that ends TLS there, or listen on 127.0.0.1.';
      problems.push({ path: 'listen.host', what: nobodyAnswered, remedy });
    }
  }
  if (!Number.isInteger(port) || Number(port) < 0 || Number(port) > 65_535) {
    problems.push(describeKind('listen.port', 'a port from 0 to 65535'));
  }
  if (typeof portSetting !== 'string' || portSetting === '') {
    problems.push(describeKind('listen.portSetting', 'the name of what people set to move the port'));
  }
  return problems;
}

function judgeLogLevel(level: unknown): readonly ConfigProblem[] {
  const levels: readonly unknown[] = ['debug', 'info', 'warn', 'error', 'silent'];
  return levels.includes(level) ? [] : [describeKind('logLevel', `one of ${levels.join(', ')}`)];
}

function judgeApp(app: unknown, folder: string): readonly ConfigProblem[] {
  const { directory, fallback, contentSecurityPolicy: policy = defaultContentSecurityPolicy } = readMembers(app);
  const problems = judgeMembers('app', app, ['directory', 'fallback', 'contentSecurityPolicy']);
  if (problems.length > 0) return problems;
  if (typeof policy !== 'string' || !/^[\x20-\x7e]+$/.test(policy)) {
    return [describeKind('app.contentSecurityPolicy', 'the value of that header, on one line')];
  }
  if (typeof directory !== 'string') return [describeKind('app.directory', 'the path of a folder')];
  const files = resolve(folder, directory);
  if (!existsSync(files)) {
    const remedy = 'Make it, with index.html in it, or name another.';
    return [{ path: 'app.directory', what: `is ${files}, which does not exist`, remedy }];
  }
  if (fallback === undefined) return [];
  if (typeof fallback === 'string' && existsSync(join(files, fallback))) return [];
  return [describeKind('app.fallback', 'the name of a file in app.directory')];
}

function describeKind(path: string, expected: string): ConfigProblem {
  return { path, what: 'is not what is expected', remedy: `Set it to ${expected}.` };
}
