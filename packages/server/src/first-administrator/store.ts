import type { AuditContext } from '../audit/event.ts';
import type { NewUser } from '../users/store.ts';

export interface FirstAdministratorStore {
  /**
   * Remember the hash of a fresh one-time link, in place of any earlier one, unless somebody holds the role already.
   * Appends `first_administrator.offered`.
   */
  offerFirstAdministrator(
    offer: { readonly role: string; readonly linkHash: Uint8Array; readonly ttlMs: number },
    context: AuditContext,
  ): Promise<'offered' | 'exists'>;
  /** Whether a link could still be used, without using it. */
  isFirstAdministratorLinkLive(linkHash: Uint8Array): Promise<boolean>;
  /** Use the link and create the person in one transaction. Appends `first_administrator.created`. */
  redeemFirstAdministratorLink(
    request: { readonly linkHash: Uint8Array; readonly user: NewUser },
    context: AuditContext,
  ): Promise<'created' | 'taken' | 'link_dead'>;
}
