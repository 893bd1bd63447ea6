import type { AuditContext } from '../../audit/event.ts';
import type { ClientId, SessionId, UserId } from '../../ids.ts';

/** How long a client is tried to be told that a session has ended. */
export const logoutNotificationTtlMs = 3_600_000;

/** That a session has ended, and a client that is still to be told. */
export interface LogoutNotification {
  /** Random; of this notification, not of an attempt to deliver it. */
  readonly notificationId: string;
  readonly sessionId: SessionId;
  readonly userId: UserId;
  readonly clientId: ClientId;
  /** When the session ended. */
  readonly createdAtMs: number;
  /** Which attempt this claim is for, from 1. */
  readonly attempt: number;
  /** {@link logoutNotificationTtlMs} after it was created; then it is given up. */
  readonly expiresAtMs: number;
}

/** What came of an attempt to tell a client. */
export type LogoutNotificationOutcome = 'delivered' | 'abandoned' | { readonly retryInMs: number };

/**
 * Whom to tell that a session has ended. Whatever ends a session (`endSession`, `endSessions`, `changePassword`,
 * `deactivateUser`, another person who signs in in the same browser) writes, in its own transaction, one notification for
 * each client that holds or held a grant under the session and is declared with a `backchannelLogoutUri`; and
 * `onRevocation` is called after that commit. Nothing is written for any other client.
 *
 * A session that merely expires is not announced: nobody ended it, and clients end their own by their own clocks. Nor is a
 * grant that ends alone.
 *
 * @see OpenID Connect Back-Channel Logout 1.0 §2.5
 */
export interface LogoutNotificationStore {
  /**
   * Take notifications that are due, oldest first. Nobody else is given them until the lease ends; whoever still has one
   * by then may see it delivered twice. Those whose time ran out before are abandoned instead, in the same step (appends
   * `logout.notification_abandoned` for each).
   *
   * It does not check that the client is still declared: there is nowhere to send to when it is not.
   *
   * @param request.limit - at most so many, from 1 to 1,000.
   * @param request.leaseMs - longer than an attempt can take.
   */
  claimLogoutNotifications(
    request: { readonly limit: number; readonly leaseMs: number },
    context: AuditContext,
  ): Promise<readonly LogoutNotification[]>;
  /**
   * Say what came of an attempt. `delivered` and `abandoned` (appends `logout.notification_abandoned`) end the
   * notification. A retry that would come after its end abandons it as well. Unknown ones, ended by somebody else
   * meanwhile, are passed over in silence.
   */
  settleLogoutNotification(
    notificationId: string,
    outcome: LogoutNotificationOutcome,
    context: AuditContext,
  ): Promise<void>;
}
