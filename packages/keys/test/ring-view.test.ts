import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { computeJwkThumbprint } from '@latchkey/tokens/jwk-thumbprint';
import { signJws } from '@latchkey/tokens/jws/sign';
import { verifyJws } from '@latchkey/tokens/jws/verify';
import { carryOutPlan } from '../src/key-material.ts';
import { planRing, revokeKey } from '../src/plan.ts';
import { completePolicy } from '../src/policy.ts';
import { emptyRing } from '../src/ring.ts';
import { createRingView } from '../src/ring-view.ts';
import { clockDifferenceMs, computeLeadMs } from '../src/schedule.ts';
import { dayMs, examplePolicy, hourMs } from './policies.ts';

const startMs = Date.UTC(2030, 0, 1);
const policy = completePolicy({ ...examplePolicy, idTokenAlgs: ['ES256', 'RS256'] });
const first = await carryOutPlan(planRing(emptyRing, policy, startMs));
const dueMs = startMs + 30 * dayMs;
const nextMs = dueMs - computeLeadMs(policy);
const rolled = await carryOutPlan(planRing(first, policy, nextMs));
const view = createRingView(rolled);

describe('ring view', () => {
  it('K2 signs with the active key alone', () => {
    const before = view.findSigner('access_token', 'ES256', dueMs - 1);
    const after = view.findSigner('access_token', 'ES256', dueMs);
    assert.ok(before !== undefined && after !== undefined && before.kid !== after.kid);
    assert.equal(view.findSigner('access_token', 'RS256', dueMs), undefined);
  });

  it('K2 verifies with next, active and retiring keys', () => {
    const [old, young] = [dueMs - 1, dueMs].map((nowMs) => view.findSigner('access_token', 'ES256', nowMs)?.kid ?? '');
    const deadMs = dueMs + hourMs + policy.reloadMs + clockDifferenceMs;
    assert.ok(old !== undefined && young !== undefined);
    assert.ok(view.findVerifier('access_token', young, nextMs));
    assert.ok(view.findVerifier('access_token', old, deadMs - 1));
    assert.equal(view.findVerifier('access_token', old, deadMs), undefined);
    assert.equal(view.findVerifier('access_token', 'unknown', dueMs), undefined);
  });

  it('T3 K2 gives a secret by its id until nothing made with it can be alive', () => {
    const { id } = view.findSecret('browser', dueMs - 1) ?? assert.fail();
    const deadMs = dueMs + dayMs + policy.reloadMs + clockDifferenceMs;
    assert.notEqual(view.findSecret('browser', dueMs)?.id, id);
    assert.ok(view.findSecretById('browser', id, deadMs - 1));
    assert.equal(view.findSecretById('browser', id, deadMs), undefined);
    assert.equal(view.findSecretById('browser', id + 1, dueMs), undefined);
  });

  it('gives a key for its one purpose', () => {
    const { kid } = view.findSigner('access_token', 'ES256', startMs) ?? assert.fail();
    assert.ok(view.findVerifier('access_token', kid, startMs));
    assert.equal(view.findVerifier('id_token', kid, startMs), undefined);
    assert.equal(view.findVerifier('feed', kid, startMs), undefined);
    const { id } = view.findSecret('refresh_token', startMs) ?? assert.fail();
    assert.ok(view.findSecretById('refresh_token', id, startMs));
    assert.equal(view.findSecretById('browser', id, startMs), undefined);
  });

  it('verifies what it signed, with every algorithm', () => {
    for (const [purpose, alg] of [
      ['access_token', 'ES256'],
      ['id_token', 'RS256'],
      ['feed', 'Ed25519'],
    ] as const) {
      const signer = view.findSigner(purpose, alg, startMs) ?? assert.fail();
      const token = signJws({ typ: 'at+jwt' }, { a: 1 }, signer);
      const findKey = (kid: string): ReturnType<typeof view.findVerifier> => view.findVerifier(purpose, kid, startMs);
      assert.ok(verifyJws(token, { typ: 'at+jwt', findKey }).ok);
    }
  });

  it('K2 publishes the access and ID token keys, next ones included, and the feed keys apart from them', () => {
    const published = view.listPublicKeys(nextMs);
    const { kid } = view.findSigner('feed', 'Ed25519', nextMs) ?? assert.fail();
    // Two of each of three slots: active and next.
    assert.equal(published.length, 6);
    assert.ok(!published.some((jwk) => jwk['kid'] === kid));
    const feed = view.listFeedKeys(nextMs);
    assert.equal(feed.length, 2);
    assert.ok(feed.some((jwk) => jwk['kid'] === kid));
  });

  it('K1 publishes nothing private', () => {
    const expectedMembers: Record<string, readonly string[]> = {
      RSA: ['kty', 'n', 'e'],
      EC: ['kty', 'crv', 'x', 'y'],
      OKP: ['kty', 'crv', 'x'],
    };
    for (const jwk of [...view.listPublicKeys(nextMs), ...view.listFeedKeys(nextMs)]) {
      const expected = expectedMembers[jwk.kty ?? ''] ?? assert.fail();
      assert.deepEqual(Object.keys(jwk), [...expected, 'kid', 'alg', 'use']);
      assert.equal(jwk['kid'], computeJwkThumbprint(jwk));
    }
  });

  it('K3 neither signs, verifies nor publishes with a revoked key', () => {
    const { kid } = view.findSigner('access_token', 'ES256', startMs) ?? assert.fail();
    const revoked = createRingView(revokeKey(rolled, kid, startMs));
    assert.equal(revoked.findVerifier('access_token', kid, startMs), undefined);
    assert.equal(revoked.findSigner('access_token', 'ES256', startMs), undefined);
    assert.ok(!revoked.listPublicKeys(startMs).some((jwk) => jwk['kid'] === kid));
  });

  it('has secrets of 256 bits that differ', () => {
    const secrets = (['refresh_token', 'browser'] as const).map((purpose) => view.findSecret(purpose, startMs));
    assert.deepEqual(
      secrets.map((secret) => secret?.key.symmetricKeySize),
      [32, 32],
    );
    assert.ok(!secrets[0]!.key.equals(secrets[1]!.key));
  });
});
