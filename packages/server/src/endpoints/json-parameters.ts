import { OAuthError } from '../http/oauth-error.ts';
import type { OAuthParameters } from '../http/oauth-parameters.ts';

/**
 * The members of a JSON request as the parameters of an OAuth request, so that one set of checks judges both. Strings
 * only; `resource` may be a list of strings (RFC 8707 §2). An empty string counts as left out.
 *
 * @throws OAuthError `invalid_request` for any other kind of value.
 */
export function readJsonParameters(json: Readonly<Record<string, unknown>>): OAuthParameters {
  const values = new Map<string, string>();
  let resources: readonly string[] = [];
  for (const [name, value] of Object.entries(json)) {
    if (name === 'resource') resources = readResources(value);
    else if (typeof value !== 'string') throw createKindError();
    else if (value !== '') values.set(name, value);
  }
  return { values, resources };
}

function readResources(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((resource) => {
    if (typeof resource !== 'string') throw createKindError();
    return resource;
  });
}

function createKindError(): OAuthError {
  return new OAuthError('invalid_request', 'Every member must be a string; resource may be a list of strings.');
}
