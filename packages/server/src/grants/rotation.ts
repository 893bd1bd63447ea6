import { timingSafeEqual } from 'node:crypto';
import type { ClientId } from '../ids.ts';
import { isSessionExpired, type SessionLiveness } from '../sessions/liveness.ts';
import { type Downtime, isWithin } from './elapsed.ts';
import type { RotateRefreshTokenRequest, RotateRefreshTokenResult } from './store.ts';
import { findSupersession, recordSupersession, type Supersession } from './supersession.ts';

/** The generation of a grant's first refresh token. */
export const firstGeneration = 0;

/** Whether a grant may still be used, apart from which token was presented. */
export interface GrantLiveness {
  /** Why it was ended; undefined while it was not. */
  readonly endReason: string | undefined;
  /** Outlives its session's expiry (`offline_access`), though not its explicit end. */
  readonly offline: boolean;
  readonly idleExpiresAtMs: number;
  readonly absoluteExpiresAtMs: number;
  readonly userActive: boolean;
  readonly clientLive: boolean;
  readonly session: SessionLiveness;
}

/** A grant with refresh tokens, as its row and the rows it depends on say in the deciding transaction. */
export interface RotatingGrant extends GrantLiveness {
  readonly clientId: ClientId;
  readonly handleHash: Uint8Array;
  /** Thumbprint of the key it is bound to, fixed when it began. */
  readonly binding: string | undefined;
  /** Of the current token, with the key its HMAC is made with. */
  readonly generation: number;
  readonly keyId: number;
  /** Newest first. */
  readonly supersessions: readonly Supersession[];
  readonly scopes: readonly string[];
  readonly resources: readonly string[];
}

export type RotationRefusal = Extract<
  RotateRefreshTokenResult,
  { status: 'ended' | 'unknown' | 'ahead' | 'binding_mismatch' | 'invalid_scope' | 'invalid_target' }
>;

/** What the store must do with the row. */
export type RotationDecision =
  /** Write these; hand out this generation. */
  | {
      readonly action: 'rotate';
      readonly generation: number;
      readonly keyId: number;
      readonly supersessions: readonly Supersession[];
      readonly idleExpiresAtMs: number;
    }
  /** Extend nothing; hand out this generation. */
  | { readonly action: 'replay'; readonly generation: number; readonly keyId: number }
  /** End the grant and revoke its access tokens. */
  | { readonly action: 'end_reused' }
  /** Change nothing. */
  | { readonly action: 'refuse'; readonly result: RotationRefusal };

/**
 * Judge a presented refresh token whose HMAC holds and whose client has proved who it is.
 *
 * The order matters. A wrong handle or client is an unknown token and tells nothing. A binding is judged before
 * anything that could end the grant, so that a stolen token without its key provokes nothing. Liveness comes before
 * the generation: an ended grant is not ended again.
 *
 * Pure: the store reads the row, asks, and applies the answer in one transaction.
 *
 * @param grant - undefined when there is no such row, or it has no refresh tokens.
 * @param downtimes - stretches that make nothing older.
 */
export function decideRotation(
  grant: RotatingGrant | undefined,
  request: RotateRefreshTokenRequest,
  nowMs: number,
  downtimes: readonly Downtime[],
): RotationDecision {
  if (grant === undefined || !namesGrant(grant, request)) return refuse({ status: 'unknown' });
  if (grant.binding !== request.binding) return refuse({ status: 'binding_mismatch' });
  const endReason = findEndReason(grant, nowMs);
  if (endReason !== undefined) return refuse({ status: 'ended', reason: endReason });
  if (request.generation > grant.generation) return refuse({ status: 'ahead' });
  const current = request.generation === grant.generation;
  if (!current && !mayReplay(grant, request, nowMs, downtimes)) return { action: 'end_reused' };
  if (!isSubset(request.scopes, grant.scopes)) return refuse({ status: 'invalid_scope' });
  if (!isSubset(request.resources, grant.resources)) return refuse({ status: 'invalid_target' });
  if (!current) return { action: 'replay', generation: grant.generation, keyId: grant.keyId };
  return {
    action: 'rotate',
    generation: grant.generation + 1,
    keyId: request.successorKeyId,
    supersessions: recordSupersession(grant.supersessions, grant.generation, request.overlapMs, nowMs, downtimes),
    idleExpiresAtMs: nowMs + request.idleTtlMs,
  };
}

/** Whether a presented token is one of this grant's and its presenter is the grant's client. */
export function namesGrant(
  grant: Pick<RotatingGrant, 'clientId' | 'handleHash'>,
  presented: { readonly handleHash: Uint8Array; readonly clientId: ClientId },
): boolean {
  return isSameHash(grant.handleHash, presented.handleHash) && grant.clientId === presented.clientId;
}

/** In constant time for hashes of one length. */
export function isSameHash(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Why a grant can no longer be refreshed, whatever is presented; undefined while it can. */
export function findEndReason(grant: GrantLiveness, nowMs: number): string | undefined {
  if (grant.endReason !== undefined) return grant.endReason;
  if (!grant.userActive) return 'user_inactive';
  if (!grant.clientLive) return 'client_removed';
  if (grant.session.endReason !== undefined) return 'session_ended';
  if (nowMs >= grant.absoluteExpiresAtMs) return 'expired';
  if (nowMs >= grant.idleExpiresAtMs) return 'idle_too_long';
  if (grant.offline) return undefined;
  return isSessionExpired(grant.session, nowMs) ? 'session_expired' : undefined;
}

/** Whether everything requested was granted. Undefined requests all of it. */
export function isSubset(requested: readonly string[] | undefined, granted: readonly string[]): boolean {
  return requested === undefined || requested.every((item) => granted.includes(item));
}

/** A caller that just proved the key the grant is bound to is no thief, however late its retry comes. */
function mayReplay(
  grant: RotatingGrant,
  request: RotateRefreshTokenRequest,
  nowMs: number,
  downtimes: readonly Downtime[],
): boolean {
  if (grant.binding !== undefined) return true;
  const supersession = findSupersession(grant.supersessions, request.generation);
  return supersession !== undefined && isWithin(supersession.atMs, request.overlapMs, nowMs, downtimes);
}

function refuse(result: RotationRefusal): RotationDecision {
  return { action: 'refuse', result };
}
