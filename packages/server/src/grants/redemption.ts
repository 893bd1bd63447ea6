import type { ClientId } from '../ids.ts';
import { isSessionExpired, type SessionLiveness } from '../sessions/liveness.ts';
import { isSubset } from './rotation.ts';
import type { RedeemCodeRequest } from './store.ts';

/** An authorization code as its row and the rows it depends on say in the deciding transaction. */
export interface RedeemableCode {
  readonly clientId: ClientId;
  readonly redirectUri: string | undefined;
  readonly codeChallenge: string;
  readonly resources: readonly string[];
  readonly expiresAtMs: number;
  /** The try that consumed it; undefined while none did. */
  readonly redeemedByAttemptId: string | undefined;
  readonly userActive: boolean;
  readonly clientLive: boolean;
  readonly session: SessionLiveness;
}

/** What the store must do with the row. */
export type RedemptionDecision =
  /** Begin the grant and mark the code consumed. */
  | { readonly action: 'redeem' }
  /** Our own retry: answer with the grant that its first arrival began, if that lives. */
  | { readonly action: 'repeat' }
  /** End what the first redemption got, and revoke its access tokens. */
  | { readonly action: 'end_replayed' }
  /** Change nothing. */
  | { readonly action: 'refuse'; readonly result: { readonly status: 'invalid'; readonly reason: string } }
  | { readonly action: 'refuse'; readonly result: { readonly status: 'invalid_target' } };

/**
 * Judge a presented authorization code, RFC 6749 §4.1.3 and RFC 7636 §4.6.
 *
 * Client, redirect URI and verifier come before everything: who fails them has a code that was not meant for them, may
 * not consume it, and may not end what its owner got with it. A consumed code answers a second valid redemption by
 * ending the first one's grant, expired or not, for as long as the row exists.
 *
 * Pure: the store reads the row, asks, and applies the answer in one transaction.
 *
 * @param code - undefined when there is no such row.
 */
export function decideRedemption(
  code: RedeemableCode | undefined,
  request: RedeemCodeRequest,
  nowMs: number,
): RedemptionDecision {
  if (code === undefined) return refuse('unknown_code');
  if (code.clientId !== request.clientId) return refuse('other_client');
  if (code.redirectUri !== request.redirectUri) return refuse('other_redirect_uri');
  if (code.codeChallenge !== request.codeChallenge) return refuse('wrong_verifier');
  if (code.redeemedByAttemptId === request.attemptId) return { action: 'repeat' };
  if (code.redeemedByAttemptId !== undefined) return { action: 'end_replayed' };
  if (nowMs >= code.expiresAtMs) return refuse('expired');
  if (!code.userActive) return refuse('user_inactive');
  if (!code.clientLive) return refuse('client_removed');
  if (code.session.endReason !== undefined) return refuse('session_ended');
  if (isSessionExpired(code.session, nowMs)) return refuse('session_expired');
  if (!isSubset(request.resources, code.resources)) return { action: 'refuse', result: { status: 'invalid_target' } };
  return { action: 'redeem' };
}

function refuse(reason: string): RedemptionDecision {
  return { action: 'refuse', result: { status: 'invalid', reason } };
}
