import type { ClientConfig } from '../config/config.ts';
import { OAuthError } from '../http/oauth-error.ts';
import { readSingleValue } from '../http/oauth-parameters.ts';
import { tellApplication } from './advice.ts';
import type { CheckContext } from './checks.ts';

/** The request comes from a client that is known. Nothing can be sent back to one that is not (RFC 6749 §4.1.2.1). */
export function checkClient(
  { source }: { readonly source: URLSearchParams },
  { clients }: CheckContext,
): { readonly client: ClientConfig } {
  const clientId = readSingleValue(source, 'client_id');
  if (clientId === undefined) {
    throw new OAuthError(
      'invalid_request',
      `The application did not say who it is: client_id must be given once. ${tellApplication}`,
    );
  }
  const client = clients.find(clientId);
  if (client === undefined) {
    throw new OAuthError('invalid_client', `The application that sent you here is not registered. ${tellApplication}`, {
      status: 400,
    });
  }
  return { client };
}
