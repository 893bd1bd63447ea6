import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decideRotation, findEndReason, type RotatingGrant, type RotationDecision } from '../../src/grants/rotation.ts';
import type { RotateRefreshTokenRequest } from '../../src/grants/store.ts';
import type { ClientId } from '../../src/ids.ts';

const nowMs = 1_000_000_000;
const handleHash = new Uint8Array(32).fill(7);
const otherHash = new Uint8Array(32).fill(8);

const grant: RotatingGrant = {
  clientId: 'app' as ClientId,
  handleHash,
  binding: undefined,
  endReason: undefined,
  offline: false,
  generation: 5,
  keyId: 11,
  supersessions: [
    { firstGeneration: 4, lastGeneration: 4, atMs: nowMs - 10_000 },
    { firstGeneration: 3, lastGeneration: 3, atMs: nowMs - 20_000 },
  ],
  scopes: ['openid', 'orders:read'],
  resources: ['https://api.example.com'],
  idleExpiresAtMs: nowMs + 1_000_000,
  absoluteExpiresAtMs: nowMs + 2_000_000,
  userActive: true,
  clientLive: true,
  session: {
    endReason: undefined,
    idleExpiresAtMs: nowMs + 500_000,
    absoluteExpiresAtMs: nowMs + 900_000,
  },
};

const request: RotateRefreshTokenRequest = {
  grantNumber: 1,
  handleHash,
  generation: 5,
  clientId: 'app' as ClientId,
  binding: undefined,
  scopes: undefined,
  resources: undefined,
  successorKeyId: 12,
  overlapMs: 30_000,
  idleTtlMs: 700_000,
  accessTokenTtlMs: 300_000,
};

function decide(
  grantChange: Partial<RotatingGrant> = {},
  requestChange: Partial<RotateRefreshTokenRequest> = {},
): RotationDecision {
  return decideRotation({ ...grant, ...grantChange }, { ...request, ...requestChange }, nowMs, []);
}

function refusal(decision: RotationDecision): string {
  return decision.action === 'refuse' ? decision.result.status : decision.action;
}

describe('the decision on a presented refresh token', () => {
  it('T4 rotates the current one: next generation, new key, extended idle time', () => {
    assert.deepEqual(decide(), {
      action: 'rotate',
      generation: 6,
      keyId: 12,
      supersessions: [{ firstGeneration: 5, lastGeneration: 5, atMs: nowMs }, ...grant.supersessions],
      idleExpiresAtMs: nowMs + 700_000,
    });
  });

  it('T4 answers one superseded within the overlap with the current one and its key', () => {
    assert.deepEqual(decide({}, { generation: 4 }), { action: 'replay', generation: 5, keyId: 11 });
  });

  it('T4 does so when it was superseded twice meanwhile', () => {
    assert.deepEqual(decide({}, { generation: 3 }), { action: 'replay', generation: 5, keyId: 11 });
  });

  it('T4 takes one superseded before the overlap for reuse', () => {
    assert.deepEqual(decide({}, { generation: 3, overlapMs: 20_000 }), { action: 'end_reused' });
    assert.deepEqual(decide({}, { generation: 2 }), { action: 'end_reused' });
  });

  it('T4 does not let downtime make a superseded one older', () => {
    const downtimes = [{ beganAtMs: nowMs - 15_000, endedAtMs: nowMs - 5_000 }];
    const late = { ...request, generation: 3, overlapMs: 11_000 };
    assert.equal(decideRotation(grant, late, nowMs, downtimes).action, 'replay');
    assert.equal(decideRotation(grant, late, nowMs, []).action, 'end_reused');
  });

  it('T4 gives no overlap to one that is superseded in the future', () => {
    const supersessions = [{ firstGeneration: 4, lastGeneration: 4, atMs: nowMs + 1 }];
    assert.equal(decide({ supersessions }, { generation: 4 }).action, 'end_reused');
  });

  it('T7 sets no time limit for a caller that proved the key the grant is bound to', () => {
    assert.equal(decide({ binding: 'key' }, { generation: 0, binding: 'key' }).action, 'replay');
  });

  it('refuses one from the future and ends nothing', () => {
    assert.deepEqual(decide({}, { generation: 6 }), { action: 'refuse', result: { status: 'ahead' } });
  });

  it('does not know a grant without row, with another handle or of another client', () => {
    assert.equal(refusal(decideRotation(undefined, request, nowMs, [])), 'unknown');
    assert.equal(refusal(decide({}, { handleHash: otherHash })), 'unknown');
    assert.equal(refusal(decide({}, { clientId: 'other' as ClientId })), 'unknown');
  });

  it('T7 refuses a binding that is absent, changed or added later', () => {
    assert.equal(refusal(decide({ binding: 'key' })), 'binding_mismatch');
    assert.equal(refusal(decide({ binding: 'key' }, { binding: 'other' })), 'binding_mismatch');
    assert.equal(refusal(decide({}, { binding: 'key' })), 'binding_mismatch');
  });

  it('T5 refuses when the grant, person, client or session is over, whichever generation is presented', () => {
    const over: readonly (readonly [Partial<RotatingGrant>, string])[] = [
      [{ endReason: 'revoked' }, 'revoked'],
      [{ userActive: false }, 'user_inactive'],
      [{ clientLive: false }, 'client_removed'],
      [{ session: { ...grant.session, endReason: 'x' } }, 'session_ended'],
      [{ absoluteExpiresAtMs: nowMs }, 'expired'],
      [{ idleExpiresAtMs: nowMs }, 'idle_too_long'],
      [{ session: { ...grant.session, idleExpiresAtMs: nowMs } }, 'session_expired'],
      [{ session: { ...grant.session, absoluteExpiresAtMs: nowMs } }, 'session_expired'],
    ];
    for (const [change, reason] of over) {
      for (const generation of [0, 4, 5, 6]) {
        const expected: RotationDecision = { action: 'refuse', result: { status: 'ended', reason } };
        assert.deepEqual(decide(change, { generation }), expected, `${reason} at generation ${generation}`);
      }
    }
  });

  it('lets an offline grant outlive the expiry of its session, and nothing else', () => {
    const expired = { ...grant.session, idleExpiresAtMs: nowMs, absoluteExpiresAtMs: nowMs };
    assert.equal(findEndReason({ ...grant, offline: true, session: expired }, nowMs), undefined);
    const ended = { ...grant.session, endReason: 'signed_out' };
    assert.equal(findEndReason({ ...grant, offline: true, session: ended }, nowMs), 'session_ended');
    assert.equal(findEndReason({ ...grant, offline: true, absoluteExpiresAtMs: nowMs }, nowMs), 'expired');
    assert.equal(findEndReason({ ...grant, offline: true, userActive: false }, nowMs), 'user_inactive');
  });

  it('RFC 6749 §6 refuses a scope, and RFC 8707 §2.2 a resource, that was not granted, on rotation and replay alike', () => {
    for (const generation of [4, 5]) {
      assert.equal(refusal(decide({}, { generation, scopes: ['openid', 'admin'] })), 'invalid_scope');
      assert.equal(refusal(decide({}, { generation, resources: ['https://other.example.com'] })), 'invalid_target');
    }
    assert.equal(decide({}, { scopes: ['openid'], resources: grant.resources }).action, 'rotate');
  });

  it('judges the binding before what could end a grant, and reuse before what was asked for', () => {
    assert.equal(refusal(decide({ binding: 'key' }, { generation: 0 })), 'binding_mismatch');
    assert.equal(refusal(decide({ binding: 'key', endReason: 'x' })), 'binding_mismatch');
    assert.equal(decide({}, { generation: 0, scopes: ['admin'] }).action, 'end_reused');
  });
});
