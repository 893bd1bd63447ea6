import { isScopeToken } from '@latchkey/tokens/scope';
import { BffError } from './bff-error.ts';
import { checkOption, isDeclaredPath, isListOf, refuseUnknownOptions } from './option-checks.ts';
import type { BffApi, BffApiOptions } from './options.ts';
import { parseSecureUrl } from './secure-url.ts';

const optionNames = ['path', 'target', 'scopes', 'resource', 'methods', 'webSocket'];
const defaultMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
/** They can echo cookies that script may not read, or open a tunnel past every check. */
const forbiddenMethods = ['TRACE', 'TRACK', 'CONNECT'];

/**
 * Check the declared APIs.
 *
 * @param basePath - where the proxy's own endpoints are.
 * @returns Longest path first, frozen.
 * @throws BffError `invalid_option`
 */
export function readApiOptions(apis: unknown, basePath: string): readonly BffApi[] {
  checkOption(Array.isArray(apis), 'apis', 'must be a list of APIs; an empty one passes nothing on');
  const read = (apis as readonly BffApiOptions[]).map((api, index) => readApi(api, `apis[${index}]`, basePath));
  const paths = new Set<string>();
  for (const { path } of read) {
    if (paths.has(path)) {
      throw new BffError('invalid_option', `apis declares ${path} twice; give each API a path of its own`);
    }
    paths.add(path);
  }
  const named = read.filter((api) => api.resource !== undefined);
  checkOption(
    named.length === 0 || named.length === read.length,
    'apis',
    'must name the resource of every API or of none: a sign-in that names some would be refused the scopes of the others',
  );
  return Object.freeze(read.sort((one, other) => other.path.length - one.path.length));
}

function readApi(api: BffApiOptions, name: string, basePath: string): BffApi {
  checkOption(typeof api === 'object' && api !== null, name, 'must be an object with path, target and scopes');
  refuseUnknownOptions(name, api, optionNames);
  const { path, scopes, resource, methods = defaultMethods, webSocket = false } = api;
  checkOption(
    isDeclaredPath(path),
    `${name}.path`,
    'must be a path such as /api/orders: letters, digits and . _ ~ -, without a slash at its end and without dot segments',
  );
  checkOption(
    path !== basePath && !path.startsWith(`${basePath}/`),
    `${name}.path`,
    `must not be under ${basePath}, where the proxy's own endpoints are; choose another path or another basePath`,
  );
  const target = parseSecureUrl(api.target);
  checkOption(
    target !== undefined && target.search === '' && !api.target.includes('?'),
    `${name}.target`,
    'must be the https URL of the API, without query and fragment; http is accepted for localhost only',
  );
  checkOption(
    isListOf(scopes, isScopeToken) && scopes.length > 0,
    `${name}.scopes`,
    'must list, each once, the scopes its tokens are narrowed to; without one they could do everything',
  );
  checkOption(
    resource === undefined || isResource(resource),
    `${name}.resource`,
    'must be an absolute URI without a fragment (RFC 8707)',
  );
  checkOption(
    isListOf(methods, isMethod) && methods.length > 0,
    `${name}.methods`,
    `must list methods in capital letters, each once and none of ${forbiddenMethods.join(', ')}`,
  );
  checkOption(typeof webSocket === 'boolean', `${name}.webSocket`, 'must be true or false');
  return Object.freeze({
    path,
    target,
    scopes: Object.freeze([...scopes]),
    resource,
    methods: new Set(methods),
    webSocket,
  });
}

function isResource(value: unknown): boolean {
  return typeof value === 'string' && URL.canParse(value) && !value.includes('#');
}

function isMethod(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Z][A-Z-]*$/.test(value) && !forbiddenMethods.includes(value);
}
