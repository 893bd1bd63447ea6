import type { AuditContext } from '../audit/event.ts';
import type { ClientId } from '../ids.ts';

/** A declared client or API, reduced to what a difference can be told from; secrets appear as digests only. */
export interface DeclaredItem {
  readonly kind: 'client' | 'api' | 'role';
  readonly id: string;
  /** Property → canonical JSON of its value. */
  readonly properties: Readonly<Record<string, string>>;
}

export interface ConfigurationChange {
  readonly kind: DeclaredItem['kind'];
  readonly id: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** Which properties differ, for `changed`. */
  readonly properties: readonly string[];
}

export interface ClientStore {
  /**
   * Make the store's record of clients, APIs and roles equal to the declaration, and say what differed. A removed
   * client's grants end and its access tokens are revoked (`client` entry) in the same transaction; one that returns is
   * live again, its old grants are not. Appends `client.changed` and `client.removed`.
   *
   * @param accessTokenTtlCapMs - the longest access token the authority issues: how long a `client` entry must live.
   */
  reconcileConfiguration(
    declared: readonly DeclaredItem[],
    accessTokenTtlCapMs: number,
    context: AuditContext,
  ): Promise<readonly ConfigurationChange[]>;
  /** Whether a client is live, and the revocation log's head, read together: what vouches for a client's own token. */
  vouchForClient(clientId: ClientId): Promise<{ readonly live: boolean; readonly rev: number; readonly nowMs: number }>;
}
