/** Process environment, as `process.env` has it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable that takes the place of a setting in the file. */
export interface EnvironmentSetting {
  readonly variable: string;
  /** Property path in the configuration. */
  readonly path: readonly [string, ...string[]];
  /** From text to what the file would hold. Text that does not fit is passed on, for the schema to refuse. */
  readonly parse: (text: string) => unknown;
  readonly meaning: string;
}

const asText = (text: string): string => text;
const asNumber = (text: string): unknown => (/^\d+$/.test(text) ? Number(text) : text);
const asList = (text: string): readonly string[] =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');

/** Every variable that overrides the file. Secrets of clients are named by the file itself (`secret: { env }`). */
export const environmentSettings: readonly EnvironmentSetting[] = [
  { variable: 'LATCHKEY_ISSUER', path: ['issuer'], parse: asText, meaning: 'Where the authority is reached' },
  { variable: 'LATCHKEY_HOST', path: ['listen', 'host'], parse: asText, meaning: 'Address to listen on' },
  { variable: 'LATCHKEY_PORT', path: ['listen', 'port'], parse: asNumber, meaning: 'Port to listen on' },
  {
    variable: 'LATCHKEY_TLS_CERTIFICATE_FILE',
    path: ['tls', 'certificateFile'],
    parse: asText,
    meaning: 'PEM file of the certificate and its chain',
  },
  {
    variable: 'LATCHKEY_TLS_KEY_FILE',
    path: ['tls', 'keyFile'],
    parse: asText,
    meaning: 'PEM file of its private key',
  },
  {
    variable: 'LATCHKEY_TRUSTED_PROXIES',
    path: ['trustedProxies'],
    parse: asList,
    meaning: 'Addresses and CIDR ranges of proxies in front, separated by commas',
  },
  {
    variable: 'LATCHKEY_DATA_DIRECTORY',
    path: ['dataDirectory'],
    parse: asText,
    meaning: 'Folder of database, keys and generated secrets',
  },
  { variable: 'LATCHKEY_SIGN_UP', path: ['signUp'], parse: asText, meaning: '`open` or `closed`' },
  {
    variable: 'LATCHKEY_LOG_LEVEL',
    path: ['logLevel'],
    parse: asText,
    meaning: '`debug`, `info`, `warn`, `error` or `silent`',
  },
];

/**
 * Lay the environment over what the file says. Empty variables count as unset. The input is left as it is.
 *
 * @returns the combined input, and for each property path that came from the environment the variable's name.
 */
export function overlayEnvironment(
  input: Readonly<Record<string, unknown>>,
  environment: Environment,
): { readonly input: Readonly<Record<string, unknown>>; readonly origins: ReadonlyMap<string, string> } {
  const combined: Record<string, unknown> = { ...input };
  const origins = new Map<string, string>();
  for (const { variable, path, parse } of environmentSettings) {
    const text = environment[variable];
    if (text === undefined || text === '') continue;
    setIn(combined, path, parse(text));
    origins.set(path.join('.'), variable);
  }
  return { input: combined, origins };
}

/** Set a property one or two levels deep, on copies. A group that is no object stays, for the schema to refuse. */
function setIn(target: Record<string, unknown>, [name, member]: readonly string[], value: unknown): void {
  if (name === undefined) return;
  if (member === undefined) {
    target[name] = value;
    return;
  }
  const group = target[name] ?? {};
  if (typeof group === 'object' && !Array.isArray(group)) target[name] = { ...group, [member]: value };
}
