import { randomUUID } from 'node:crypto';
import type { ClientId, GrantId, SessionId, UserId } from '../ids.ts';

/** Everything the audit trail can say. A row of data each, so that documentation and alerts can list them. */
export const auditEventTypes = [
  'user.created',
  'user.deactivated',
  'user.password_changed',
  'sign_in.succeeded',
  'sign_in.failed',
  'sign_in.limited',
  'session.started',
  'session.renewed',
  'session.ended',
  'logout.notification_abandoned',
  'consent.given',
  'grant.created',
  'grant.ended',
  'authorization_code.replayed',
  'refresh_token.reused',
  'refresh_token.replayed_elsewhere',
  'refresh_token.from_the_future',
  'refresh_token.binding_mismatch',
  'access_token.revoked',
  'client.authentication_failed',
  'client.changed',
  'client.removed',
  'keys.changed',
  'first_administrator.offered',
  'first_administrator.created',
] as const;

export type AuditEventType = (typeof auditEventTypes)[number];

/** Who asked, from where: what the HTTP layer knows of a request. Holds no token, secret or header but these. */
export interface AuditContext {
  /** Random, also in the log lines and in the `X-Request-Id` of the answer. */
  readonly requestId: string;
  /** The caller's address, after trusted proxies; undefined for the authority's own work. */
  readonly address: string | undefined;
  /** `User-Agent`, cut to 256 characters. */
  readonly userAgent: string | undefined;
}

/** For what the authority does by itself: nobody asked, from nowhere. */
export function createOwnContext(): AuditContext {
  return { requestId: randomUUID(), address: undefined, userAgent: undefined };
}

/** One security event as a module asks for it to be recorded. */
export interface AuditEvent {
  readonly type: AuditEventType;
  readonly userId?: UserId | undefined;
  readonly sessionId?: SessionId | undefined;
  readonly grantId?: GrantId | undefined;
  readonly clientId?: ClientId | undefined;
  /** Short facts a person needs to act; never a token, secret, password or anything typed into a password field. */
  readonly detail?: Readonly<Record<string, string | number | boolean>> | undefined;
}

/** An event as the trail holds it. */
export interface RecordedAuditEvent extends AuditEvent, AuditContext {
  /** Position in the trail; increases, never reused. */
  readonly id: number;
  readonly atMs: number;
}
