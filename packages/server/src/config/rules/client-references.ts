import type { ConfigProblem } from '@latchkey/host/config-problem';
import type { Draft, Placed } from '../draft.ts';
import { ownScopes } from '../own-scopes.ts';
import type { ParsedClient } from '../schema.ts';
import { suggestName } from '../suggest.ts';
import { findBackchannelUriFault, findOriginFault, findRedirectUriFault } from '../uris.ts';
import { checkPermissions, suggestAudience } from './apis.ts';
import type { Rule } from './rule.ts';

/** What a client names must exist: audiences, scopes, permissions; and its addresses must be fit to be sent to. */
export const checkClientReferences: Rule = function* (draft) {
  for (const client of draft.clients) {
    yield* checkAddresses(client);
    // Beside an API that could not be read every reference would look broken.
    if (!draft.areApisComplete) continue;
    yield* checkAudiences(draft, client);
    yield* checkScopes(draft, client);
    yield* checkPermissions(draft, client.path, client.value.permissions);
    yield* checkTokenLifetime(draft, client);
  }
};

function* checkAddresses({ path, value }: Placed<ParsedClient>): Iterable<ConfigProblem> {
  for (const name of ['redirectUris', 'postLogoutRedirectUris'] as const) {
    for (const [index, address] of value[name].entries()) {
      const fault = findRedirectUriFault(address, value.type === 'public');
      if (fault !== undefined) yield { path: `${path}.${name}[${index}]`, ...fault };
    }
  }
  if (value.backchannelLogoutUri !== undefined) {
    const fault = findBackchannelUriFault(value.backchannelLogoutUri);
    if (fault !== undefined) yield { path: `${path}.backchannelLogoutUri`, ...fault };
  }
  for (const [index, origin] of value.allowedOrigins.entries()) {
    const fault = findOriginFault(origin);
    if (fault !== undefined) yield { path: `${path}.allowedOrigins[${index}]`, ...fault };
  }
}

function* checkAudiences({ apis }: Draft, { path, value }: Placed<ParsedClient>): Iterable<ConfigProblem> {
  for (const name of ['audiences', 'introspects'] as const) {
    for (const [index, audience] of value[name].entries()) {
      if (apis.some((api) => api.value.audience === audience)) continue;
      yield {
        path: `${path}.${name}[${index}]`,
        what: 'names no API that is declared',
        remedy: suggestAudience(apis, audience),
      };
    }
  }
  for (const audience of Object.keys(value.permissions)) {
    if (value.audiences.includes(audience)) continue;
    yield {
      path: `${path}.permissions[${JSON.stringify(audience)}]`,
      what: 'is for an API the client may not ask tokens for',
      remedy: `Add it to ${path}.audiences, or remove the permissions.`,
    };
  }
}

function* checkScopes({ apis }: Draft, { path, value }: Placed<ParsedClient>): Iterable<ConfigProblem> {
  const reachable = apis.filter((api) => value.audiences.includes(api.value.audience));
  const known = [...ownScopes, ...reachable.flatMap((api) => Object.keys(api.value.scopes))];
  for (const [index, scope] of value.scopes.entries()) {
    if (known.includes(scope)) continue;
    const near = suggestName(scope, known);
    yield {
      path: `${path}.scopes[${index}]`,
      what: 'is no scope of the authority or of an API among the client’s audiences',
      remedy:
        near === undefined ? 'Declare it in an API of the client’s audiences, or remove it.' : `Did you mean ${near}?`,
    };
  }
}

function* checkTokenLifetime({ apis }: Draft, { path, value }: Placed<ParsedClient>): Iterable<ConfigProblem> {
  const ttlSeconds = value.accessTokenTtlSeconds;
  const reachable = apis.filter((api) => value.audiences.includes(api.value.audience));
  if (ttlSeconds === undefined || reachable.length === 0) return;
  const longest = Math.max(...reachable.map((api) => api.value.accessTokenTtlSeconds));
  if (ttlSeconds <= longest) return;
  yield {
    path: `${path}.accessTokenTtlSeconds`,
    what: `is longer than the ${longest} s of its APIs, and a client can only shorten that`,
    remedy: 'Lower it, or raise accessTokenTtlSeconds of the API.',
  };
}
