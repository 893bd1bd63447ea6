import type { AuditContext, AuditEvent } from '../audit/event.ts';
import type { AuthorityParts } from '../authority.ts';
import type { ClientId, UserId } from '../ids.ts';
import { toIdentifierKey } from '../users/normalise.ts';
import type { SignInRecord } from '../users/store.ts';
import type { Device } from './device-cookie.ts';
import { type AttemptLimited, describeLimit, type SignInLimits } from './limits.ts';
import type { HasherBusy, PasswordHasher } from './password-hasher.ts';
import type { QueueLine } from './work-queue.ts';

export interface PasswordAttempt {
  /** User name or e-mail address as it was typed. */
  readonly identifier: string;
  readonly password: string;
  readonly device: Device;
  /** After trusted proxies. */
  readonly address: string;
  /** The application the sign-in is for, if one is known. */
  readonly clientId: ClientId | undefined;
}

export type PasswordCheckResult =
  /** Whose password it is, as the store had it; `outdated`: it should be hashed again with the prevailing parameters. */
  | { readonly status: 'matched'; readonly record: SignInRecord; readonly line: QueueLine; readonly outdated: boolean }
  /** Unknown, wrong or inactive: nobody outside learns which. */
  | { readonly status: 'refused' }
  /** Too many tries of this account, device or address. */
  | AttemptLimited
  /** Too many sign-ins of everybody at once. It counts as a try only if the queue filled up while it was on its way there. */
  | HasherBusy;

/** @param detail - further facts for the audit event of a refusal. */
export type PasswordCheck = (
  attempt: PasswordAttempt,
  context: AuditContext,
  detail?: AuditEvent['detail'],
) => Promise<PasswordCheckResult>;

export interface PasswordCheckParts {
  readonly store: AuthorityParts['store'];
  readonly hasher: PasswordHasher;
  readonly limits: SignInLimits;
}

/**
 * The one place where a password is judged, whatever it is given for (L1, L2). An attempt is counted before anything is
 * hashed, so that any number of concurrent guesses gets no further than the limit; a match forgets what was counted. Unknown
 * user, wrong password and inactive user cost one look-up, one hash and one audit event each, and get one answer.
 *
 * Does not check: that the request came from our own page (same-site-form.ts), or what the password is needed for. A match
 * leaves no event: what follows from it does.
 */
export function createPasswordCheck({ store, hasher, limits }: PasswordCheckParts): PasswordCheck {
  return async function checkPassword(attempt, context, detail) {
    const { password, device, clientId } = attempt;
    const identifierKey = toIdentifierKey(attempt.identifier);
    const record = await store.findForSignIn(identifierKey);
    const knownDevice = recogniseDevice(device, record);
    const line: QueueLine = knownDevice === undefined ? 'stranger' : 'known';
    const busy = hasher.findBusy(line);
    if (busy !== undefined) return busy;

    const counted = limits.countSignIn({ identifierKey, address: attempt.address, knownDevice });
    const reservation = await store.reserveAttempt(counted.counters);
    if (!reservation.allowed) {
      // One event per window: a flood of guesses must not become a flood of events.
      if (reservation.firstRefusal) {
        await store.appendAuditEvent({ type: 'sign_in.limited', userId: record?.userId, clientId, detail }, context);
      }
      return describeLimit(reservation);
    }

    const checked = await hasher.verify(line, record?.passwordHash, password);
    if (checked.status === 'busy') return checked;
    if (record === undefined || !checked.matches || !record.active) {
      const why = { ...detail, reason: explainRefusal(record, checked.matches) };
      await store.appendAuditEvent({ type: 'sign_in.failed', userId: record?.userId, clientId, detail: why }, context);
      return { status: 'refused' };
    }
    await store.clearAttempts(counted.clearedBySuccess);
    return { status: 'matched', record, line, outdated: checked.outdated };
  };
}

function recogniseDevice(
  device: Device,
  record: SignInRecord | undefined,
): { readonly deviceId: string; readonly userId: UserId } | undefined {
  const { deviceId } = device;
  if (deviceId === undefined || record === undefined || !device.knows(record.userId)) return undefined;
  return { deviceId, userId: record.userId };
}

/** For the audit trail alone. */
function explainRefusal(record: SignInRecord | undefined, matches: boolean): string {
  if (record === undefined) return 'unknown_user';
  return matches ? 'inactive_user' : 'wrong_password';
}
