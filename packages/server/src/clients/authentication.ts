import type { AuthorityParts } from '../authority.ts';
import type { ClientConfig } from '../config/config.ts';
import type { Exchange } from '../http/exchange.ts';
import { OAuthError } from '../http/oauth-error.ts';
import type { OAuthParameters } from '../http/oauth-parameters.ts';
import { basicChallenge, type ClientCredentials, readCredentials } from './credentials.ts';
import { createGuessLimit } from './guess-limit.ts';
import type { ClientRegistry } from './registry.ts';
import { decoySecretHashes, isSecretOf } from './secret.ts';

/**
 * Who the client is, proved for a confidential one and claimed for a public one.
 *
 * @throws OAuthError `invalid_client` (401; the challenge when it used Basic) when it is not who it says, `invalid_request`
 *   when it used several methods, `temporarily_unavailable` (429) after too many failures from this address.
 */
export type AuthenticateClient = (
  exchange: Pick<Exchange, 'request' | 'address' | 'audit'>,
  parameters: OAuthParameters,
) => Promise<ClientConfig>;

type FailureReason = 'unknown_client' | 'wrong_secret' | 'secret_missing' | 'secret_of_public_client';

type Judgement =
  | { readonly authenticated: true; readonly client: ClientConfig }
  | { readonly authenticated: false; readonly reason: FailureReason };

/** Stands for every client that does not exist, so that inventing names opens no counter of its own each time. */
const unknownClient = '';

/** Client authentication, RFC 6749 §2.3 and §3.2.1: `client_secret_basic`, `client_secret_post`, `none`. */
export function createClientAuthentication(
  parts: Pick<AuthorityParts, 'config' | 'keys' | 'store' | 'clock'>,
  registry: ClientRegistry,
): AuthenticateClient {
  const limit = createGuessLimit(parts);

  async function refuse(
    exchange: Pick<Exchange, 'address' | 'audit'>,
    credentials: ClientCredentials,
    client: ClientConfig | undefined,
    reason: FailureReason,
  ): Promise<never> {
    const { reportDue } = await limit.countFailure(client?.clientId ?? unknownClient, exchange.address);
    if (reportDue) {
      const detail = { reason, method: credentials.method };
      await parts.store.appendAuditEvent(
        { type: 'client.authentication_failed', clientId: client?.clientId, detail },
        exchange.audit,
      );
    }
    throw new OAuthError('invalid_client', 'Client authentication failed: check client_id, secret and method.', {
      headers: credentials.method === 'client_secret_basic' ? basicChallenge : {},
      detail: reason,
    });
  }

  return async (exchange, parameters) => {
    const credentials = readCredentials(exchange.request.headers.get('authorization'), parameters);
    const client = registry.find(credentials.clientId);
    // A public client proves nothing, so there is nothing to guess, and nobody's failures may keep it out.
    if (client?.type === 'public' && credentials.method === 'none') return client;
    const waitMs = limit.readWaitMs(client?.clientId ?? unknownClient, exchange.address);
    if (waitMs > 0) throw createLimitError(waitMs);
    const judgement = judgeCredentials(credentials, client);
    return judgement.authenticated ? judgement.client : refuse(exchange, credentials, client, judgement.reason);
  };
}

/** The decision alone, for all but a public client that rightly brings no secret. A client that does not exist costs the same comparison as one with a wrong secret. */
function judgeCredentials(credentials: ClientCredentials, client: ClientConfig | undefined): Judgement {
  if (credentials.method !== 'none') {
    const isRight = isSecretOf(
      credentials.secret,
      client?.secretHashes.length ? client.secretHashes : decoySecretHashes,
    );
    if (client === undefined) return { authenticated: false, reason: 'unknown_client' };
    if (client.type === 'public') return { authenticated: false, reason: 'secret_of_public_client' };
    return isRight ? { authenticated: true, client } : { authenticated: false, reason: 'wrong_secret' };
  }
  return { authenticated: false, reason: client === undefined ? 'unknown_client' : 'secret_missing' };
}

function createLimitError(waitMs: number): OAuthError {
  return new OAuthError('temporarily_unavailable', 'Too many failed client authentications; try again later.', {
    status: 429,
    headers: { 'retry-after': String(Math.ceil(waitMs / 1000)) },
    detail: 'client authentication limit',
  });
}
