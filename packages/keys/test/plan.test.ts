import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planRing, type RingPlan, revokeKey } from '../src/plan.ts';
import { type CompleteKeyPolicy, listSlots } from '../src/policy.ts';
import { emptyRing, type Ring, type RingKey } from '../src/ring.ts';
import { clockDifferenceMs, computeLeadMs, judgeState } from '../src/schedule.ts';
import { fillPlan } from './fill-plan.ts';
import { dayMs, hourMs, completeExamplePolicy as policy } from './policies.ts';

const startMs = Date.UTC(2030, 0, 1);
const leadMs = computeLeadMs(policy);
const firstRing = fillPlan(planRing(emptyRing, policy, startMs));

/** The states of the keys of the access token slot. */
function describeAccessKeys(ring: Ring, nowMs: number): readonly string[] {
  return ring.keys.filter((key) => key.purpose === 'access_token').map((key) => judgeState(key, nowMs));
}

function findActive(ring: Ring, purpose: RingKey['purpose'], nowMs: number): RingKey {
  const found = ring.keys.find((key) => key.purpose === purpose && judgeState(key, nowMs) === 'active');
  assert.ok(found);
  return found;
}

function plan(ring: Ring, nowMs: number, otherPolicy: CompleteKeyPolicy = policy): RingPlan {
  return planRing(ring, otherPolicy, nowMs);
}

/** How long a key outlives what it made: until every node has read the ring again, and clocks agree. */
const afterwardsMs = policy.reloadMs + clockDifferenceMs;

describe('planRing', () => {
  it('K2 fills an empty ring with one active key for each slot', () => {
    assert.deepEqual(
      firstRing.keys.map(({ purpose, alg }) => ({ purpose, alg })),
      listSlots(policy),
    );
    for (const key of firstRing.keys) assert.equal(judgeState(key, startMs), 'active');
  });

  it('changes nothing when nothing is due, and says so', () => {
    const planned = plan(firstRing, startMs + dayMs);
    assert.equal(planned.isChange, false);
    assert.deepEqual(planned.additions, []);
  });

  it('does not change what it is given', () => {
    const before = structuredClone(firstRing);
    plan(firstRing, startMs + 30 * dayMs);
    assert.deepEqual(firstRing, before);
  });

  it('K2 rolls over: next one lead ahead, active at its time, retiring until its tokens are dead, then gone', () => {
    const dueMs = startMs + 30 * dayMs;
    assert.equal(plan(firstRing, dueMs - leadMs - 1).isChange, false);
    const rolled = fillPlan(plan(firstRing, dueMs - leadMs));
    assert.deepEqual(describeAccessKeys(rolled, dueMs - 1), ['active', 'next']);
    assert.deepEqual(describeAccessKeys(rolled, dueMs), ['retiring', 'active']);
    const deadMs = dueMs + hourMs + afterwardsMs;
    assert.deepEqual(describeAccessKeys(plan(rolled, deadMs - 1).ring, deadMs - 1), ['retiring', 'active']);
    assert.deepEqual(describeAccessKeys(plan(rolled, deadMs).ring, deadMs), ['active']);
  });

  it('K2 goes on with the old key after a long downtime until its successor has been published for a lead', () => {
    const wokenMs = startMs + 200 * dayMs;
    const rolled = fillPlan(plan(firstRing, wokenMs));
    assert.deepEqual(describeAccessKeys(rolled, wokenMs + leadMs - 1), ['active', 'next']);
    assert.deepEqual(describeAccessKeys(rolled, wokenMs + leadMs), ['retiring', 'active']);
  });

  it('K2 rolls over in time although the clock once ran ahead by years', () => {
    const yearsMs = 10 * 365 * dayMs;
    const ahead = fillPlan(plan(firstRing, startMs + yearsMs));
    const looks = [startMs + dayMs, startMs + 20 * dayMs, startMs + 30 * dayMs - leadMs - 1];
    let ring = ahead;
    for (const nowMs of looks) {
      ring = plan(ring, nowMs).ring;
      assert.deepEqual(describeAccessKeys(ring, nowMs), ['active', 'next']);
    }
    assert.deepEqual(describeAccessKeys(ring, startMs + 30 * dayMs - 1), ['active', 'next']);
    assert.deepEqual(describeAccessKeys(ring, startMs + 30 * dayMs), ['retiring', 'active']);
    assert.equal(plan(ring, startMs + 30 * dayMs).isChange, false);
  });

  it('K2 brings a successor forward by no more than leaves every verifier a lead to learn of it', () => {
    const wokenMs = startMs + 40 * dayMs;
    const ahead = fillPlan(plan(firstRing, startMs + 400 * dayMs));
    const brought = plan(ahead, wokenMs);
    assert.deepEqual(describeAccessKeys(brought.ring, wokenMs + leadMs - 1), ['active', 'next']);
    assert.deepEqual(describeAccessKeys(brought.ring, wokenMs + leadMs), ['retiring', 'active']);
  });

  it('lets what another node planned stand when only their clocks differ', () => {
    const planned = fillPlan(plan(firstRing, startMs + 40 * dayMs));
    assert.equal(plan(planned, startMs + 40 * dayMs - clockDifferenceMs).isChange, false);
    assert.equal(plan(planned, startMs + 40 * dayMs - clockDifferenceMs - 1).isChange, true);
  });

  it('K2 keeps refresh token secrets until the last token made with them is dead', () => {
    const rolled = fillPlan(plan(firstRing, startMs + 30 * dayMs));
    const old = firstRing.keys.find((key) => key.purpose === 'refresh_token');
    const untilMs = startMs + 30 * dayMs + leadMs + 90 * dayMs;
    assert.ok(old);
    assert.ok(plan(rolled, untilMs).ring.keys.some((key) => key.kid === old.kid));
    assert.ok(!plan(rolled, untilMs + afterwardsMs).ring.keys.some((key) => key.kid === old.kid));
  });

  it('K2 keeps a key for as long as any policy it signed under let its tokens live', () => {
    const longer = { ...policy, retainMs: { ...policy.retainMs, access_token: 5 * dayMs } };
    const raised = plan(firstRing, startMs, longer);
    assert.ok(raised.isChange);
    const loweredAgain = plan(raised.ring, startMs + dayMs);
    assert.equal(findActive(loweredAgain.ring, 'access_token', startMs + dayMs).retainMs, 5 * dayMs + policy.reloadMs);
  });

  it('K2 does not lengthen the life of a key that signs no more', () => {
    const dueMs = startMs + 30 * dayMs;
    const rolled = fillPlan(plan(firstRing, dueMs - leadMs));
    const longer = { ...policy, retainMs: { ...policy.retainMs, access_token: 5 * dayMs } };
    const [old] = plan(rolled, dueMs + 1, longer).ring.keys.filter((key) => key.purpose === 'access_token');
    assert.equal(old?.retainMs, hourMs + policy.reloadMs);
  });

  it('K2 leads by the longest JWKS lifetime there ever was', () => {
    const withLonger = plan(firstRing, startMs, { ...policy, jwksTtlMs: 2 * dayMs }).ring;
    const next = plan(withLonger, startMs + 28 * dayMs).additions.find((key) => key.purpose === 'access_token');
    assert.equal(next?.activeFromMs, startMs + 30 * dayMs + leadMs - hourMs);
  });

  it('fills a slot that a new policy brings at once', () => {
    const planned = plan(firstRing, startMs + dayMs, { ...policy, idTokenAlgs: ['ES256', 'RS256'] });
    assert.deepEqual(
      planned.additions.map(({ purpose, alg, activeFromMs }) => ({ purpose, alg, activeFromMs })),
      [{ purpose: 'id_token', alg: 'RS256', activeFromMs: startMs + dayMs }],
    );
  });

  it('lets the key of a slot nobody wants run out, without successor, and takes it back when wanted again', () => {
    const without = { ...policy, idTokenAlgs: [] };
    const planned = plan(firstRing, startMs + dayMs, without).ring;
    assert.equal(findActive(planned, 'id_token', startMs + dayMs).activeUntilMs, startMs + 30 * dayMs);
    assert.equal(findActive(plan(planned, startMs + dayMs).ring, 'id_token', startMs + dayMs).activeUntilMs, null);
    const later = startMs + 30 * dayMs + hourMs + afterwardsMs;
    assert.ok(!plan(planned, later, without).ring.keys.some((key) => key.purpose === 'id_token'));
  });

  it('lets a slot that loses its place in the policy hand over to a successor that is planned already', () => {
    // Late, so that the takeover is not where the key's own time would end.
    const wokenMs = startMs + 200 * dayMs;
    const rolled = fillPlan(plan(firstRing, wokenMs));
    const without = plan(rolled, wokenMs + 10, { ...policy, idTokenAlgs: [] }).ring;
    const [old, young] = without.keys.filter((key) => key.purpose === 'id_token');
    assert.equal(old?.activeUntilMs, wokenMs + leadMs);
    assert.equal(young?.activeFromMs, wokenMs + leadMs);
  });

  it('makes a key of this node active when its clock is behind the one that made it', () => {
    const planned = plan(firstRing, startMs - 5000);
    assert.equal(findActive(planned.ring, 'access_token', startMs - 5000).activeFromMs, startMs - 5000);
  });
});

describe('revokeKey', () => {
  const nowMs = startMs + dayMs;
  const { kid } = findActive(firstRing, 'access_token', nowMs);

  it('K3 withdraws the active key, and planning replaces it at once', () => {
    const replaced = fillPlan(plan(revokeKey(firstRing, kid, nowMs), nowMs));
    assert.deepEqual(describeAccessKeys(replaced, nowMs), ['revoked', 'active']);
    assert.notEqual(findActive(replaced, 'access_token', nowMs).kid, kid);
  });

  it('K3 puts the next key in its place if there is one', () => {
    const dueMs = startMs + 30 * dayMs;
    const rolled = fillPlan(plan(firstRing, dueMs - leadMs));
    const next = rolled.keys.find((key) => key.purpose === 'access_token' && key.kid !== kid);
    const replaced = plan(revokeKey(rolled, kid, dueMs - 10), dueMs - 10);
    assert.deepEqual(replaced.additions, []);
    assert.equal(findActive(replaced.ring, 'access_token', dueMs - 10).kid, next?.kid);
  });

  it('K3 withdraws a next key: the active one goes on and gets another successor', () => {
    const dueMs = startMs + 30 * dayMs;
    const rolled = fillPlan(plan(firstRing, dueMs - leadMs));
    const next = rolled.keys.find((key) => key.purpose === 'access_token' && key.kid !== kid);
    assert.ok(next);
    const replaced = fillPlan(plan(revokeKey(rolled, next.kid, dueMs - 10), dueMs - 10));
    assert.deepEqual(describeAccessKeys(replaced, dueMs - 10).toSorted(), ['active', 'next', 'revoked']);
    assert.equal(findActive(replaced, 'access_token', dueMs).kid, kid);
  });

  it('K3 never brings a revoked key back, and forgets it once its tokens are dead', () => {
    const revoked = revokeKey(firstRing, kid, nowMs);
    const deadMs = nowMs + hourMs + afterwardsMs;
    assert.ok(plan(revoked, deadMs - 1).ring.keys.some((key) => key.kid === kid && key.revokedAtMs === nowMs));
    assert.ok(!plan(revoked, deadMs).ring.keys.some((key) => key.kid === kid));
  });

  it('gives back the same ring for an unknown key and one revoked before', () => {
    const revoked = revokeKey(firstRing, kid, nowMs);
    assert.equal(revokeKey(firstRing, 'unknown', nowMs), firstRing);
    assert.equal(revokeKey(revoked, kid, nowMs + 1), revoked);
  });
});
