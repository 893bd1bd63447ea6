import type { ClientConfig } from '../config/config.ts';
import { OAuthError } from '../http/oauth-error.ts';

/** The first-party sign-in is for clients that were allowed it by name (design §13). */
export function checkChallengeClient({ client }: { readonly client: ClientConfig }): object {
  if (!client.firstParty || !client.authorizationChallenge || !client.grantTypes.includes('authorization_code')) {
    throw new OAuthError(
      'unauthorized_client',
      'The client is not registered for the authorization challenge endpoint.',
    );
  }
  return {};
}
