/**
 * What a storage engine must offer: the union of what each module declares beside its logic. Methods name an atomic
 * intent; there is no get followed by put. Every promise rejects with {@link StoreUnavailableError} when the engine
 * cannot answer, and a resolved change has been committed durably.
 */
import type { AuditStore } from './audit/store.ts';
import type { AuthorizationCodeStore } from './authorize/store.ts';
import type { ClientStore } from './clients/store.ts';
import type { ConsentStore } from './consents/store.ts';
import type { FirstAdministratorStore } from './first-administrator/store.ts';
import type { GrantStore } from './grants/store.ts';
import type { RevocationStore } from './revocation/store.ts';
import type { LogoutNotificationStore } from './sessions/logout-notifications/store.ts';
import type { SessionStore } from './sessions/store.ts';
import type { AttemptStore } from './sign-in/store.ts';
import type { UserStore } from './users/store.ts';

export interface AuthorityStore
  extends AuditStore,
    AuthorizationCodeStore,
    ClientStore,
    ConsentStore,
    FirstAdministratorStore,
    GrantStore,
    LogoutNotificationStore,
    RevocationStore,
    SessionStore,
    AttemptStore,
    UserStore {
  /** Finish what is queued, then let go of the file or connections. Idempotent. */
  close(): Promise<void>;
}

/** The engine cannot answer now (locked, full, closed, cut off): the HTTP layer answers 503, never 401. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
}

export * from './audit/event.ts';
export type * from './audit/store.ts';
export type * from './authorize/store.ts';
export type * from './clients/store.ts';
export * from './clock.ts';
export type * from './consents/store.ts';
export type * from './first-administrator/store.ts';
export * from './grants/elapsed.ts';
export * from './grants/redemption.ts';
export * from './grants/rotation.ts';
export type * from './grants/store.ts';
export * from './grants/supersession.ts';
export type * from './ids.ts';
export type * from './revocation/store.ts';
export * from './sessions/liveness.ts';
export * from './sessions/logout-notifications/store.ts';
export type * from './sessions/store.ts';
export type * from './sign-in/store.ts';
export * from './users/store.ts';
