import type { ClientConfig } from '../config/config.ts';
import type { OAuthParameters } from '../http/oauth-parameters.ts';
import { parseScope, resolveTarget, type Target } from '../mint/target.ts';
import type { CheckContext } from './checks.ts';

/** Scope and resource are within what the client is registered for. RFC 6749 §3.3, RFC 8707 §2 */
export function checkTarget(
  { client, parameters }: { readonly client: ClientConfig; readonly parameters: OAuthParameters },
  { catalogue }: CheckContext,
): Target {
  const scope = parameters.values.get('scope');
  const scopes = scope === undefined ? undefined : parseScope(scope);
  return resolveTarget({ client, scopes, resources: parameters.resources, forPerson: true }, catalogue);
}
