import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decideRedemption, type RedeemableCode, type RedemptionDecision } from '../../src/grants/redemption.ts';
import type { RedeemCodeRequest } from '../../src/grants/store.ts';
import type { ClientId, GrantId } from '../../src/ids.ts';

const nowMs = 1_000_000_000;

const code: RedeemableCode = {
  clientId: 'app' as ClientId,
  redirectUri: 'https://app.example.com/callback',
  codeChallenge: 'challenge',
  resources: ['https://api.example.com', 'https://other.example.com'],
  expiresAtMs: nowMs + 1,
  redeemedByAttemptId: undefined,
  userActive: true,
  clientLive: true,
  session: { endReason: undefined, idleExpiresAtMs: nowMs + 1, absoluteExpiresAtMs: nowMs + 1 },
};

const request: RedeemCodeRequest = {
  codeHash: new Uint8Array(32),
  clientId: 'app' as ClientId,
  redirectUri: 'https://app.example.com/callback',
  codeChallenge: 'challenge',
  resources: undefined,
  attemptId: 'attempt-2',
  grantId: 'grant' as GrantId,
  refresh: undefined,
  accessTokenTtlMs: 300_000,
};

function decide(
  codeChange: Partial<RedeemableCode> = {},
  requestChange: Partial<RedeemCodeRequest> = {},
): RedemptionDecision {
  return decideRedemption({ ...code, ...codeChange }, { ...request, ...requestChange }, nowMs);
}

function reason(decision: RedemptionDecision): string {
  if (decision.action !== 'refuse') return decision.action;
  return decision.result.status === 'invalid' ? decision.result.reason : decision.result.status;
}

/** What a holder of the code who is not the client it was made for gets wrong. */
const strangers: readonly (readonly [Partial<RedeemCodeRequest>, string])[] = [
  [{ clientId: 'other' as ClientId }, 'other_client'],
  [{ redirectUri: 'https://app.example.com/callback2' }, 'other_redirect_uri'],
  [{ redirectUri: undefined }, 'other_redirect_uri'],
  [{ codeChallenge: 'other' }, 'wrong_verifier'],
];

describe('the decision on a presented authorization code', () => {
  it('RFC 6749 §4.1.3 redeems one that was not redeemed, for the client it was made for', () => {
    assert.deepEqual(decide(), { action: 'redeem' });
    assert.deepEqual(decide({ redirectUri: undefined }, { redirectUri: undefined }), { action: 'redeem' });
  });

  it('RFC 6749 §4.1.3 refuses one that is unknown, expired, or presented by a stranger', () => {
    assert.equal(reason(decideRedemption(undefined, request, nowMs)), 'unknown_code');
    assert.equal(reason(decide({ expiresAtMs: nowMs })), 'expired');
    for (const [change, expected] of strangers) assert.equal(reason(decide({}, change)), expected);
  });

  it('T5 refuses one whose person, client or session is over', () => {
    assert.equal(reason(decide({ userActive: false })), 'user_inactive');
    assert.equal(reason(decide({ clientLive: false })), 'client_removed');
    assert.equal(reason(decide({ session: { ...code.session, endReason: 'x' } })), 'session_ended');
    assert.equal(reason(decide({ session: { ...code.session, idleExpiresAtMs: nowMs } })), 'session_expired');
    assert.equal(reason(decide({ session: { ...code.session, absoluteExpiresAtMs: nowMs } })), 'session_expired');
  });

  it('RFC 8707 §2.2 refuses a resource that was not authorized, and takes fewer', () => {
    assert.equal(reason(decide({}, { resources: ['https://else.example.com'] })), 'invalid_target');
    assert.equal(reason(decide({}, { resources: ['https://api.example.com'] })), 'redeem');
  });

  it('RFC 6749 §4.1.2 ends what the first redemption got at a second valid one, also when the code has expired', () => {
    assert.equal(decide({ redeemedByAttemptId: 'attempt-1' }).action, 'end_replayed');
    assert.equal(decide({ redeemedByAttemptId: 'attempt-1', expiresAtMs: nowMs }).action, 'end_replayed');
  });

  it('lets no stranger end what the first redemption got', () => {
    for (const [change, expected] of strangers) {
      assert.equal(reason(decide({ redeemedByAttemptId: 'attempt-1' }, change)), expected);
    }
  });

  it('knows its own retry, and only for who passes every check', () => {
    assert.equal(decide({ redeemedByAttemptId: 'attempt-2' }).action, 'repeat');
    assert.equal(reason(decide({ redeemedByAttemptId: 'attempt-2' }, { codeChallenge: 'other' })), 'wrong_verifier');
  });
});
