import type { AuditContext } from '../audit/event.ts';
import type { ClientId, UserId } from '../ids.ts';

/** What a person allowed a client to do for them. */
export interface Consent {
  readonly scopes: readonly string[];
  readonly resources: readonly string[];
  readonly givenAtMs: number;
}

export interface ConsentStore {
  findConsent(userId: UserId, clientId: ClientId): Promise<Consent | undefined>;
  /** Add to what was allowed before (never narrows it). Appends `consent.given`. */
  recordConsent(
    request: {
      readonly userId: UserId;
      readonly clientId: ClientId;
      readonly scopes: readonly string[];
      readonly resources: readonly string[];
    },
    context: AuditContext,
  ): Promise<void>;
}
