import { isScopeToken } from '@latchkey/tokens/scope';
import type { ClientConfig } from '../config/config.ts';
import { OAuthError } from '../http/oauth-error.ts';
import { type ApiCatalogue, authorityScopes } from './api-catalogue.ts';

/** What a client asks for and may have: scopes and the audiences they are for. */
export interface Target {
  readonly scopes: readonly string[];
  /** Audiences of APIs; never the authority itself, which {@link deriveAccess} adds. */
  readonly resources: readonly string[];
}

export interface TargetRequest {
  readonly client: ClientConfig;
  /** Undefined: the request has no `scope`. */
  readonly scopes: readonly string[] | undefined;
  readonly resources: readonly string[];
  /** False for `client_credentials`: a client is no person, so the authority's own scopes mean nothing. */
  readonly forPerson: boolean;
}

/**
 * Split a `scope` parameter, dropping repetitions.
 *
 * @throws OAuthError `invalid_scope` when it has a character or spacing that RFC 6749 §3.3 does not allow.
 */
export function parseScope(text: string): readonly string[] {
  const names = text.split(' ');
  if (!names.every(isScopeToken)) {
    throw new OAuthError('invalid_scope', 'The parameter scope must be names separated by single spaces.');
  }
  return [...new Set(names)];
}

/**
 * The APIs a request names, without repetitions.
 *
 * @throws OAuthError `invalid_target` for one that does not exist or that the client is not registered for; the two are
 *   not told apart.
 * @see RFC 8707 §2
 */
export function checkResources(
  client: ClientConfig,
  resources: readonly string[],
  catalogue: ApiCatalogue,
): readonly string[] {
  for (const resource of resources) {
    if (catalogue.find(resource) === undefined || !client.audiences.includes(resource)) {
      throw new OAuthError('invalid_target', 'The parameter resource names no API this client is registered for.');
    }
  }
  return resources.length < 2 ? resources : [...new Set(resources)];
}

/**
 * Decide which scopes and audiences a request is for.
 *
 * - With `resource`: those APIs. Every API scope asked for must be of one of them.
 * - Without: the client's APIs that own a scope asked for.
 * - Without `scope` too: all the client's APIs.
 * - Without `scope`: every scope the client is registered for that belongs there. The authority's own scopes count only
 *   when no `resource` was named, and `offline_access` never does: it must be asked for.
 *
 * @throws OAuthError `invalid_scope` or `invalid_target`
 */
export function resolveTarget(request: TargetRequest, catalogue: ApiCatalogue): Target {
  const named = checkResources(request.client, request.resources, catalogue);
  const target =
    request.scopes === undefined
      ? chooseDefaults(request, named, catalogue)
      : { scopes: request.scopes, resources: placeScopes(request, request.scopes, named, catalogue) };
  if (target.scopes.length === 0 && target.resources.length === 0) {
    throw new OAuthError('invalid_scope', 'This client has no default scope: name the scope it needs.');
  }
  return target;
}

/** The APIs of requested scopes, once every scope was found to be allowed and to have a place. */
function placeScopes(
  { client, forPerson }: TargetRequest,
  scopes: readonly string[],
  named: readonly string[],
  catalogue: ApiCatalogue,
): readonly string[] {
  const candidates = named.length > 0 ? named : client.audiences;
  const owners = new Set<string>(named);
  for (const scope of scopes) {
    if (!client.scopes.includes(scope)) throw createScopeError(scope, 'this client is not registered for it');
    if (authorityScopes.has(scope)) {
      if (!forPerson) throw createScopeError(scope, 'it concerns a person, and this grant type has none');
      continue;
    }
    const owning = candidates.filter((audience) => catalogue.owns(audience, scope));
    if (owning.length === 0) throw createScopeError(scope, 'no API of this request has it');
    for (const audience of owning) owners.add(audience);
  }
  return [...owners];
}

function chooseDefaults(
  { client, forPerson }: TargetRequest,
  named: readonly string[],
  catalogue: ApiCatalogue,
): Target {
  const resources = named.length > 0 ? named : client.audiences.filter((audience) => catalogue.find(audience));
  const scopes = client.scopes.filter((scope) =>
    authorityScopes.has(scope)
      ? forPerson && named.length === 0 && scope !== 'offline_access'
      : resources.some((audience) => catalogue.owns(audience, scope)),
  );
  return { scopes, resources };
}

function createScopeError(scope: string, reason: string): OAuthError {
  // Safe to repeat: its characters were checked, and they are the ones an error_description may have.
  return new OAuthError('invalid_scope', `The scope ${scope.slice(0, 100)} is refused: ${reason}.`);
}
