import type { JsonObject } from '@latchkey/tokens/json';
import { isJwsAlgorithm, type JwsAlgorithm, jwsAlgorithms } from '@latchkey/tokens/jws/algorithms';
import { defaultMaxTokenBytes } from '@latchkey/tokens/jws/verify';
import type { GuardCredentials } from './client-secret-basic.ts';
import { type GuardClock, systemClock } from './clock.ts';
import type { FetchSettings } from './fetch-json.ts';
import { GuardError } from './guard-error.ts';
import { checkIssuer, checkOption, isCountWithin, refuseUnknownOptions } from './option-checks.ts';
import type { StalePolicy } from './revocation-view.ts';
import { isSafeUrl } from './safe-url.ts';
import { readStalePolicy } from './stale-policy.ts';
import type { ParseClaims } from './verified-token.ts';
import { warnProcess } from './warnings.ts';

/** What a guard is told once. Everything is checked by `createGuard`; the object is neither kept nor changed. */
export interface GuardOptions {
  /** The authorization server, exactly as its tokens and its metadata name it: https, or http to this very machine. */
  readonly issuer: string;
  /** This API, as its tokens name it in `aud`. Also the realm of challenges. */
  readonly audience: string;
  /**
   * A confidential client of this API at a Latchkey authority. With it the guard follows the revocation feed; without it
   * revocation means expiry, and the guard warns of that once.
   */
  readonly credentials?: { readonly clientId: string; readonly clientSecret: string } | undefined;
  /** Algorithms accepted. Default: ES256, RS256, PS256, EdDSA, Ed25519; each key of the issuer still has one only. */
  readonly algorithms?: readonly JwsAlgorithm[] | undefined;
  /** How far clocks may differ, 0 to 30 seconds: with more, the revocation log might forget an entry too soon. Default 10. */
  readonly clockLeewaySeconds?: number | undefined;
  /** Tokens with a longer life (`exp - iat`) are refused, 1 second to 31 days. Default 86,400: a day. */
  readonly maxTokenLifetimeSeconds?: number | undefined;
  /** Longest token, 256 to 65,536 bytes. Default 8192. */
  readonly maxTokenBytes?: number | undefined;
  /** What routes do when the revocation log is not known well enough, unless they say otherwise. Needs `credentials`. */
  readonly stale?: StalePolicy | undefined;
  /** How many verified signatures are remembered, 2 to 1,000,000; 0 turns the cache off. Default 10,000. */
  readonly signatureCacheEntries?: number | undefined;
  /** Least time between two fetches of the keys for unknown `kid`s or after a failure, 1 to 300 seconds. Default 10. */
  readonly keyCooldownSeconds?: number | undefined;
  /** How long keys serve on while the issuer does not answer, 60 seconds to 7 days. Default 86,400: a day. */
  readonly keyMaxStaleSeconds?: number | undefined;
  /** Patience with the issuer's metadata and keys, 100 to 60,000 milliseconds. Default 5000. */
  readonly fetchTimeoutMs?: number | undefined;
  /** The API's RFC 9728 metadata, named in every challenge. Default: none. */
  readonly resourceMetadataUrl?: string | undefined;
  /** Told what an operator should know; a text without secrets. Default: `process.emitWarning`. */
  readonly onWarning?: ((message: string) => void) | undefined;
  /** Default: the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** For tests. Default: the machine's clocks. */
  readonly clock?: GuardClock | undefined;
}

/** Options of a guard whose tokens carry claims of the application's own. */
export interface GuardOptionsWithClaims<Claims extends object> extends GuardOptions {
  /**
   * Reads the application's own claims, once per token, after its signature held. Undefined, or throwing, refuses the
   * token, and so does a promise or anything else that is no object. Neither what it is given, which is frozen, nor its
   * result, which will be, changes the claims by which it is decided who somebody is and what he may do (`sub`, `scope`,
   * `permissions`, `roles`, `acr`, `cnf` and their like): those of the token stay as they are, and a result that has one
   * the token has not, other than an empty list, refuses it. Give what you derive from other claims names of its own.
   */
  readonly parseClaims: (claims: JsonObject) => Claims | undefined;
}

/** Options as checked, with every default filled in. */
export interface GuardSettings extends FetchSettings {
  readonly issuer: string;
  readonly audience: string;
  readonly credentials: GuardCredentials | undefined;
  readonly algorithms: readonly JwsAlgorithm[];
  readonly clockLeewaySeconds: number;
  readonly maxTokenLifetimeSeconds: number;
  readonly maxTokenBytes: number;
  readonly stale: StalePolicy | undefined;
  readonly signatureCacheEntries: number;
  readonly keyCooldownSeconds: number;
  readonly keyMaxStaleSeconds: number;
  readonly resourceMetadataUrl: string | undefined;
  readonly onWarning: (message: string) => void;
  readonly clock: GuardClock;
  readonly parseClaims: ParseClaims | undefined;
}

/**
 * With a feed that beats each second, three seconds without a beat are no hiccup. Asking the authority then keeps the API
 * up and the answer right.
 */
const defaultStalePolicy: StalePolicy = { onStale: 'introspect', maxStaleSeconds: 3 };

const daySeconds = 86_400;

const optionNames = [
  ...['issuer', 'audience', 'credentials', 'algorithms', 'clockLeewaySeconds', 'maxTokenLifetimeSeconds'],
  ...['maxTokenBytes', 'stale', 'signatureCacheEntries', 'keyCooldownSeconds', 'keyMaxStaleSeconds', 'fetchTimeoutMs'],
  ...['resourceMetadataUrl', 'onWarning', 'fetch', 'clock', 'parseClaims'],
];

/**
 * Check a guard's options and fill in the defaults.
 *
 * @throws GuardError `invalid_option` for the first one that will not do; its message names the option and the remedy.
 */
export function readGuardOptions(options: GuardOptions | GuardOptionsWithClaims<object>): GuardSettings {
  refuseUnknownOptions('createGuard', options, optionNames);
  const { issuer, audience, algorithms = Object.keys(jwsAlgorithms) as JwsAlgorithm[], resourceMetadataUrl } = options;
  checkIssuer(issuer);
  checkOption(
    isHeaderText(audience),
    'audience',
    'must be the name of this API in the "aud" of its tokens: printable ASCII without quotes and backslashes',
  );
  checkOption(
    Array.isArray(algorithms) &&
      algorithms.length > 0 &&
      algorithms.every((alg: unknown) => typeof alg === 'string' && isJwsAlgorithm(alg)),
    'algorithms',
    `must list one or more of ${Object.keys(jwsAlgorithms).join(', ')}`,
  );
  checkOption(
    resourceMetadataUrl === undefined || (isHeaderText(resourceMetadataUrl) && isSafeUrl(resourceMetadataUrl)),
    'resourceMetadataUrl',
    'must be the https URL of the metadata of this API (RFC 9728)',
  );
  const credentials = readCredentials(options.credentials);
  return Object.freeze({
    issuer,
    audience,
    credentials,
    algorithms: Object.freeze([...algorithms]),
    clockLeewaySeconds: readCount(options, 'clockLeewaySeconds', 0, 30, 10),
    maxTokenLifetimeSeconds: readCount(options, 'maxTokenLifetimeSeconds', 1, 31 * daySeconds, daySeconds),
    maxTokenBytes: readCount(options, 'maxTokenBytes', 256, 65_536, defaultMaxTokenBytes),
    stale: readGuardPolicy(options.stale, credentials !== undefined),
    signatureCacheEntries: readCount(options, 'signatureCacheEntries', 0, 1_000_000, 10_000),
    keyCooldownSeconds: readCount(options, 'keyCooldownSeconds', 1, 300, 10),
    keyMaxStaleSeconds: readCount(options, 'keyMaxStaleSeconds', 60, 7 * daySeconds, daySeconds),
    fetchTimeoutMs: readCount(options, 'fetchTimeoutMs', 100, 60_000, 5000),
    resourceMetadataUrl,
    onWarning: shield(readFunction(options, 'onWarning') ?? warnProcess),
    fetch: readFunction(options, 'fetch') ?? globalThis.fetch,
    clock: options.clock ?? systemClock,
    parseClaims: 'parseClaims' in options ? readFunction(options, 'parseClaims') : undefined,
  });
}

/** Who fails to take a warning is heard of as of any uncaught error, but does not keep the guard from its work. */
function shield(onWarning: (message: string) => void): (message: string) => void {
  return (message) => {
    try {
      onWarning(message);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  };
}

function readCredentials(credentials: GuardCredentials | undefined): GuardCredentials | undefined {
  if (credentials === undefined) return undefined;
  const { clientId, clientSecret } = credentials;
  checkOption(
    [clientId, clientSecret].every((text) => typeof text === 'string' && text !== ''),
    'credentials',
    'must have a clientId and a clientSecret; leave credentials out to do without the revocation feed',
  );
  return Object.freeze({ clientId, clientSecret });
}

function readGuardPolicy(stale: StalePolicy | undefined, hasCredentials: boolean): StalePolicy | undefined {
  if (!hasCredentials) {
    checkOption(
      stale === undefined,
      'stale',
      'needs credentials: without them there is no revocation feed to be stale',
    );
    return undefined;
  }
  return readStalePolicy(stale) ?? Object.freeze(defaultStalePolicy);
}

type Keys<Value> = {
  [Name in keyof GuardOptions]-?: GuardOptions[Name] extends Value ? Name : never;
}[keyof GuardOptions];

function readCount(
  options: GuardOptions,
  name: Keys<number | undefined>,
  least: number,
  most: number,
  fallback: number,
): number {
  const value = options[name] ?? fallback;
  checkOption(isCountWithin(value, least, most), name, `must be a whole number from ${least} to ${most}`);
  return value;
}

function readFunction<Options extends object, Name extends keyof Options>(
  options: Options,
  name: Name,
): Options[Name] | undefined {
  const value = options[name];
  if (value !== undefined && typeof value !== 'function') {
    throw new GuardError('invalid_option', `${String(name)} must be a function`);
  }
  return value;
}

/** What may stand between quotes in a header. */
function isHeaderText(text: unknown): text is string {
  return typeof text === 'string' && /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/.test(text);
}
