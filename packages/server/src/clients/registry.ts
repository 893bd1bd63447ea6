import type { AuthorityConfig, ClientConfig } from '../config/config.ts';

/** The applications the configuration declares. */
export interface ClientRegistry {
  /** Compares the whole `client_id`, letter case included. */
  find(clientId: string): ClientConfig | undefined;
}

/**
 * Index the declared clients by id.
 *
 * Does not ask the store: what a client was removed from lives on in the revocation log, not here.
 */
export function createClientRegistry(config: Pick<AuthorityConfig, 'clients'>): ClientRegistry {
  const byId = new Map<string, ClientConfig>(config.clients.map((client) => [client.clientId, client]));
  return { find: (clientId) => byId.get(clientId) };
}
