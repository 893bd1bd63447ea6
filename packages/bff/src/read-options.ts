import { KeyObject } from 'node:crypto';
import { parseAddressRange } from '@latchkey/host/client-address';
import { isScopeToken } from '@latchkey/tokens/scope';
import { checkOption, isCountWithin, isDeclaredPath, isListOf, refuseUnknownOptions } from './option-checks.ts';
import type { BffApi, BffOptions, BffSettings, SessionLifetime } from './options.ts';
import { warningsToProcess } from './process-warnings.ts';
import { readApiOptions } from './read-api-options.ts';
import { parseSecureUrl } from './secure-url.ts';
import type { BffSessionStore } from './session/store.ts';
import { parseReturnPath } from './sign-in/return-path.ts';

const daySeconds = 86_400;
const sealingKeyBytes = 32;

const optionNames = [
  ...['origin', 'issuer', 'clientId', 'clientSecret', 'scopes', 'apis', 'store', 'sealingKey', 'basePath'],
  ...['postLogoutRedirectUri', 'signInErrorPath', 'sessionIdleSeconds', 'sessionAbsoluteSeconds'],
  ...['rememberedSessionIdleSeconds', 'rememberedSessionAbsoluteSeconds', 'sameSite', 'ownSignInForm'],
  ...['trustedProxies', 'apiTimeoutMs', 'apiIdleTimeoutMs', 'authorityTimeoutMs', 'log'],
];

const storeMethods = [
  ...['beginSession', 'findSession', 'claimRefresh', 'replaceTokens', 'releaseRefresh', 'endSession'],
  ...['endSessionsOf', 'filterLive', 'rememberLogoutToken'],
] as const satisfies readonly (keyof BffSessionStore)[];

const logMethods = ['debug', 'info', 'warn', 'error'] as const;

/**
 * Check the options of a browser proxy and fill in the defaults.
 *
 * @throws BffError `invalid_option` for the first one that will not do; its message names the option and the remedy.
 */
export function readBffOptions(options: BffOptions): BffSettings {
  refuseUnknownOptions('createBff', options, optionNames);
  const origin = readOrigin(options.origin);
  const { issuer, clientId, clientSecret, sealingKey } = options;
  checkOption(
    parseSecureUrl(issuer) !== undefined && !issuer.includes('?'),
    'issuer',
    'must be the https URL of the authorization server, without query and fragment; http is accepted for localhost only',
  );
  checkOption(isText(clientId), 'clientId', 'must be the client id this application has at the authority');
  checkOption(
    isText(clientSecret),
    'clientSecret',
    'must be the secret of a confidential client; read it from a file or the environment',
  );
  const { basePath = '/auth', sameSite = 'strict' } = options;
  checkOption(isDeclaredPath(basePath), 'basePath', 'must be a path such as /auth, without a slash at its end');
  const apis = readApiOptions(options.apis, basePath);
  checkOption(
    isSealingKey(sealingKey),
    'sealingKey',
    `must be a secret KeyObject of ${sealingKeyBytes} random bytes, the same in every process of this application`,
  );
  checkOption(
    ['strict', 'lax'].includes(sameSite),
    'sameSite',
    'must be strict or lax; with anything else every site could use the session',
  );
  return Object.freeze({
    origin: origin.origin,
    isHttps: origin.protocol === 'https:',
    issuer,
    clientId,
    clientSecret,
    scopes: collectScopes(options, apis),
    resources: Object.freeze([...new Set(apis.flatMap((api) => api.resource ?? []))]),
    apis,
    store: readMethods(options.store, 'store', storeMethods),
    sealingKey,
    basePath,
    redirectUri: `${origin.origin}${basePath}/callback`,
    postLogoutRedirectUri: readPostLogoutRedirectUri(options, origin),
    signInErrorPath: readSignInErrorPath(options, origin.origin, basePath),
    session: readLifetime(options, 'sessionIdleSeconds', daySeconds / 2, 'sessionAbsoluteSeconds', 7 * daySeconds),
    rememberedSession: readLifetime(
      options,
      'rememberedSessionIdleSeconds',
      14 * daySeconds,
      'rememberedSessionAbsoluteSeconds',
      90 * daySeconds,
    ),
    sameSite: sameSite === 'lax' ? 'Lax' : 'Strict',
    ownSignInForm: readFlag(options.ownSignInForm, 'ownSignInForm'),
    trustedProxies: readTrustedProxies(options.trustedProxies),
    apiTimeoutMs: readCount(options, 'apiTimeoutMs', 100, 600_000, 60_000),
    apiIdleTimeoutMs: readCount(options, 'apiIdleTimeoutMs', 100, daySeconds * 1000, 60_000),
    authorityTimeoutMs: readCount(options, 'authorityTimeoutMs', 100, 9000, 5000),
    log: options.log === undefined ? warningsToProcess : readMethods(options.log, 'log', logMethods),
  });
}

function readOrigin(text: unknown): URL {
  const url = parseSecureUrl(text);
  checkOption(
    url !== undefined && url.origin === text,
    'origin',
    'must be what browsers show as the origin of the application, such as https://app.example.com, without a path; ' +
      'http is accepted for localhost only',
  );
  return url;
}

function collectScopes(options: BffOptions, apis: readonly BffApi[]): readonly string[] {
  const { scopes = ['openid', 'profile', 'email'] } = options;
  checkOption(isListOf(scopes, isScopeToken), 'scopes', 'must be a list of scope names, each once');
  return Object.freeze([...new Set(['openid', ...scopes, ...apis.flatMap((api) => api.scopes)])]);
}

function readPostLogoutRedirectUri({ postLogoutRedirectUri }: BffOptions, origin: URL): string {
  if (postLogoutRedirectUri === undefined) return origin.href;
  checkOption(
    parseSecureUrl(postLogoutRedirectUri) !== undefined,
    'postLogoutRedirectUri',
    'must be an https URL that is registered at the authority; http is accepted for localhost only',
  );
  return postLogoutRedirectUri;
}

function readSignInErrorPath({ signInErrorPath = '/' }: BffOptions, origin: string, basePath: string): string {
  const place = { origin, basePath };
  checkOption(
    parseReturnPath(signInErrorPath, place) === signInErrorPath && !signInErrorPath.includes('#'),
    'signInErrorPath',
    `must be a path of the application, such as /sign-in, that is not under ${basePath}`,
  );
  return signInErrorPath;
}

type LifetimeName = Extract<keyof BffOptions, `${string}IdleSeconds` | `${string}AbsoluteSeconds`>;

function readLifetime(
  options: BffOptions,
  idleName: LifetimeName,
  idleFallback: number,
  absoluteName: LifetimeName,
  absoluteFallback: number,
): SessionLifetime {
  const absoluteSeconds = readCount(options, absoluteName, 60, 366 * daySeconds, absoluteFallback);
  const idleSeconds = readCount(options, idleName, 60, 31 * daySeconds, Math.min(idleFallback, absoluteSeconds));
  checkOption(idleSeconds <= absoluteSeconds, idleName, `must not be more than ${absoluteName}`);
  return Object.freeze({ idleTtlMs: idleSeconds * 1000, absoluteTtlMs: absoluteSeconds * 1000 });
}

function readCount(
  options: BffOptions,
  name: LifetimeName | Extract<keyof BffOptions, `${string}TimeoutMs`>,
  least: number,
  most: number,
  fallback: number,
): number {
  const value = options[name] ?? fallback;
  checkOption(isCountWithin(value, least, most), name, `must be a whole number from ${least} to ${most}`);
  return value;
}

function readFlag(value: boolean | undefined, name: string): boolean {
  checkOption(value === undefined || typeof value === 'boolean', name, 'must be true or false');
  return value === true;
}

function readTrustedProxies(proxies: readonly string[] = []): readonly string[] {
  checkOption(
    isListOf(proxies, isProxyRange),
    'trustedProxies',
    'must list, each once, addresses or CIDR ranges such as 10.0.0.0/8; one of all addresses (/0) would believe anybody',
  );
  return Object.freeze([...proxies]);
}

function isProxyRange(value: unknown): value is string {
  const range = typeof value === 'string' ? parseAddressRange(value) : undefined;
  return range !== undefined && range.prefixLength > 0;
}

function readMethods<Value extends object>(
  value: Value,
  name: string,
  methods: readonly (keyof Value & string)[],
): Value {
  checkOption(
    typeof value === 'object' && value !== null && methods.every((method) => typeof value[method] === 'function'),
    name,
    `must be an object with ${methods.join(', ')}`,
  );
  return value;
}

function isSealingKey(value: unknown): boolean {
  return value instanceof KeyObject && value.type === 'secret' && value.symmetricKeySize === sealingKeyBytes;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
