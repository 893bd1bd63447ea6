import { isScopeToken } from '@latchkey/tokens/scope';
import { checkOption, isCountWithin, refuseUnknownOptions } from './option-checks.ts';
import type { GuardSettings } from './options.ts';
import type { StalePolicy } from './revocation-view.ts';
import { readStalePolicy } from './stale-policy.ts';

/** What a route demands beyond a valid token. Checked when the route is made. */
export interface RouteOptions {
  /** Scopes of which the token must have all: a list, or one text of RFC 6749 §3.3 with spaces between. */
  readonly scope?: string | readonly string[] | undefined;
  /** Permissions of which the holder must have all. */
  readonly permission?: string | readonly string[] | undefined;
  /** The token must have been issued at most this long ago, 1 second to 31 days. Clients then refresh. */
  readonly maxAgeSeconds?: number | undefined;
  /** The person must have signed in at most this long ago, 0 seconds to 400 days. RFC 9470. */
  readonly maxAuthenticationAgeSeconds?: number | undefined;
  /** The sign-in must have been of one of these classes (`acr`). RFC 9470. */
  readonly acrValues?: readonly string[] | undefined;
  /** Replaces the guard's policy for this route. Needs the guard's `credentials`. */
  readonly stale?: StalePolicy | undefined;
}

/** A route open to everybody: nothing is judged, and there is no `auth`. Written down, so that it can be found. */
export interface PublicRoute {
  readonly public: true;
}

/** A route's options as checked. Only `guard.route()` makes one. */
export interface Route {
  readonly scopes: readonly string[];
  readonly permissions: readonly string[];
  readonly maxAgeSeconds: number | undefined;
  readonly maxAuthenticationAgeSeconds: number | undefined;
  readonly acrValues: readonly string[];
  readonly stale: StalePolicy | undefined;
  readonly [checked]: true;
}

/** Keeps hand-made objects from being taken for checked ones. */
const checked: unique symbol = Symbol('checked route');

const daySeconds = 86_400;
const optionNames = ['scope', 'permission', 'maxAgeSeconds', 'maxAuthenticationAgeSeconds', 'acrValues', 'stale'];

/**
 * Check a route's options.
 *
 * @throws GuardError `invalid_option` naming the option and the remedy.
 */
export function createRoute(options: RouteOptions, settings: GuardSettings): Route {
  refuseUnknownOptions('a route', options, optionNames);
  const { scope, permission, maxAgeSeconds, maxAuthenticationAgeSeconds, acrValues, stale } = options;
  const scopes = typeof scope === 'string' ? scope.split(' ') : scope;
  const permissions = typeof permission === 'string' ? [permission] : permission;
  const tokenSyntax = 'printable ASCII without spaces, quotes and backslashes';
  checkOption(isDemand(scopes, isScopeToken), 'scope', `must be scopes of ${tokenSyntax}; leave it out to demand none`);
  checkOption(
    isDemand(permissions, (name) => typeof name === 'string' && name !== ''),
    'permission',
    'must be a name or a list of names; leave it out to demand none',
  );
  checkOption(
    maxAgeSeconds === undefined || isCountWithin(maxAgeSeconds, 1, 31 * daySeconds),
    'maxAgeSeconds',
    'must be a whole number from 1 to 2678400',
  );
  checkOption(
    maxAuthenticationAgeSeconds === undefined || isCountWithin(maxAuthenticationAgeSeconds, 0, 400 * daySeconds),
    'maxAuthenticationAgeSeconds',
    'must be a whole number from 0 to 34560000',
  );
  checkOption(
    isDemand(acrValues, isScopeToken),
    'acrValues',
    `must be a list of classes of ${tokenSyntax}; leave it out to demand none`,
  );
  checkOption(
    stale === undefined || settings.credentials !== undefined,
    'stale',
    'needs the credentials of the guard: without them there is no revocation feed to be stale',
  );
  return Object.freeze({
    scopes: Object.freeze([...(scopes ?? [])]),
    permissions: Object.freeze([...(permissions ?? [])]),
    maxAgeSeconds,
    maxAuthenticationAgeSeconds,
    acrValues: Object.freeze([...(acrValues ?? [])]),
    stale: readStalePolicy(stale) ?? settings.stale,
    [checked]: true as const,
  });
}

/**
 * Whether a route is written down as open. One that says `public` together with a demand, or says it is not, is a mistake
 * in one of the two, and never opens a door.
 *
 * @throws GuardError `invalid_option`.
 */
export function isPublicRoute(options: RouteOptions | PublicRoute): options is PublicRoute {
  if (!('public' in options)) return false;
  refuseUnknownOptions('a public route', options, ['public']);
  const { public: stated }: { readonly public: unknown } = options;
  checkOption(stated === true, 'public', 'must be true, or left out of a route that is guarded');
  return true;
}

/** Left out, or a list with something in it: an empty one that a program came up with would demand nothing, silently. */
function isDemand(list: unknown, isItem: (item: unknown) => boolean): boolean {
  return list === undefined || (Array.isArray(list) && list.length > 0 && list.every(isItem));
}
