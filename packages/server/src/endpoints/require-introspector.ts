import type { ClientConfig } from '../config/config.ts';
import { OAuthError } from '../http/oauth-error.ts';

/**
 * Whether an authenticated client is an API that may ask about tokens and follow the revocations of some audience.
 *
 * Does not check which audiences: `introspects` says.
 *
 * @throws OAuthError `unauthorized_client` (403) when it is not.
 */
export function requireIntrospector(client: ClientConfig): void {
  if (client.type === 'confidential' && client.introspects.length > 0) return;
  throw new OAuthError('unauthorized_client', 'The client is not registered for introspection.', { status: 403 });
}
