import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testSeed } from '@latchkey/testing/run';
import fc from 'fast-check';
import { planRing } from '../src/plan.ts';
import { type CompleteKeyPolicy, completePolicy, listSlots } from '../src/policy.ts';
import { emptyRing, isSameSlot, type Ring } from '../src/ring.ts';
import { judgeState, mayVerify } from '../src/schedule.ts';
import { fillPlan } from './fill-plan.ts';
import { dayMs, hourMs, minuteMs } from './policies.ts';

/**
 * Several nodes with clocks of their own share a stored ring. They read it when they start and each reload, sign, serve
 * the JWKS, restart under another policy, and may all be down for months. Time jumps from event to event; what must
 * hold is looked at before and after each.
 */

const policies = fc
  .record({
    jwksTtlMs: fc.integer({ min: 0, max: 3 * dayMs }),
    signingKeyTtlMs: fc.integer({ min: 4 * dayMs, max: 40 * dayMs }),
    retainMs: fc.record({
      access_token: fc.integer({ min: 0, max: dayMs }),
      id_token: fc.integer({ min: 0, max: dayMs }),
      feed: fc.integer({ min: 0, max: hourMs }),
      refresh_token: fc.integer({ min: 0, max: 40 * dayMs }),
      browser: fc.integer({ min: 0, max: dayMs }),
    }),
    reloadMs: fc.integer({ min: 6 * hourMs, max: 20 * hourMs }),
  })
  .map((policy) => completePolicy({ ...policy, idTokenAlgs: ['ES256'] }));

type Step =
  | { readonly kind: 'run'; readonly forMs: number }
  | { readonly kind: 'all down'; readonly forMs: number }
  | { readonly kind: 'restart'; readonly node: number; readonly policy: CompleteKeyPolicy };

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('run'), forMs: fc.integer({ min: 1, max: 15 * dayMs }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('all down'), forMs: fc.integer({ min: 1, max: 120 * dayMs }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('restart'), node: fc.nat({ max: 1 }), policy: policies }) },
);

interface Node {
  readonly skewMs: number;
  policy: CompleteKeyPolicy;
  ring: Ring;
  reloadAtMs: number;
  /** When it last served the JWKS of its ring. */
  servedAtMs: number;
}

interface Token {
  readonly kid: string;
  /** By the clock of whoever looks, as `exp` is. */
  readonly diesAtMs: number;
}

class Installation {
  nowMs = Date.UTC(2030, 0, 1);
  stored: Ring = emptyRing;
  readonly nodes: readonly Node[];
  /** Until when some verifier may hold a JWKS without that key. */
  readonly unknownUntilMs = new Map<string, number>();
  /** By key: the token that lives longest. */
  readonly tokens = new Map<string, Token>();
  /** Keys that signed at once, because there was no other. */
  readonly firstKeys = new Set<string>();
  /** Every key that ever signed. */
  readonly signers = new Set<string>();

  constructor(policy: CompleteKeyPolicy) {
    this.nodes = [4999, -4999].map((skewMs) => ({ skewMs, policy, ring: emptyRing, reloadAtMs: 0, servedAtMs: 0 }));
    for (const node of this.nodes) this.reload(node);
  }

  reload(node: Node, policy: CompleteKeyPolicy = node.policy): void {
    const plan = planRing(this.stored, policy, this.nowMs + node.skewMs);
    if (plan.isChange) {
      this.stored = fillPlan(plan);
      for (const key of this.stored.keys) {
        const isNew = key.publishedAtMs === this.nowMs + node.skewMs && !this.unknownUntilMs.has(key.kid);
        if (isNew && key.activeFromMs === key.publishedAtMs) this.firstKeys.add(key.kid);
      }
    }
    // What it served last, under the policy it had, was a JWKS without the keys that are new to it.
    for (const { kid } of this.stored.keys) {
      if (node.ring.keys.some((key) => key.kid === kid)) continue;
      const heldUntilMs = node.servedAtMs + node.policy.jwksTtlMs;
      this.unknownUntilMs.set(kid, Math.max(heldUntilMs, this.unknownUntilMs.get(kid) ?? 0));
    }
    node.ring = this.stored;
    node.policy = policy;
    node.reloadAtMs = this.nowMs + node.policy.reloadMs;
  }

  run(forMs: number): void {
    const endMs = this.nowMs + forMs;
    while (this.nowMs < endMs) {
      const untilMs = Math.min(endMs, ...this.nodes.map((node) => node.reloadAtMs));
      for (const timeMs of this.listBoundaries(untilMs)) {
        this.nowMs = timeMs;
        for (const node of this.nodes) this.check(node);
        for (const node of this.nodes) this.sign(node);
      }
      this.nowMs = untilMs;
      for (const node of this.nodes) node.servedAtMs = untilMs;
      for (const { kid, diesAtMs } of this.tokens.values()) {
        if (diesAtMs < this.nowMs - dayMs) this.tokens.delete(kid);
      }
      for (const node of this.nodes) if (node.reloadAtMs <= this.nowMs) this.reload(node);
    }
  }

  /** Times until then at which some key of some node changes state, with the millisecond before each. */
  listBoundaries(untilMs: number): readonly number[] {
    const times = this.nodes.flatMap((node) =>
      node.ring.keys.flatMap((key) => {
        const deathMs = this.tokens.get(key.kid)?.diesAtMs ?? this.nowMs;
        const until = key.activeUntilMs ?? this.nowMs;
        return [key.activeFromMs, until, deathMs].flatMap((time) => [time - node.skewMs - 1, time - node.skewMs]);
      }),
    );
    const inside = times.filter((time) => time > this.nowMs && time < untilMs);
    return [this.nowMs, ...new Set(inside)].toSorted((one, other) => one - other);
  }

  sign(node: Node): void {
    const localMs = this.nowMs + node.skewMs;
    for (const key of node.ring.keys) {
      if (judgeState(key, localMs) !== 'active') continue;
      const diesAtMs = localMs + node.policy.retainMs[key.purpose];
      const longest = this.tokens.get(key.kid)?.diesAtMs ?? 0;
      this.signers.add(key.kid);
      this.tokens.set(key.kid, { kid: key.kid, diesAtMs: Math.max(longest, diesAtMs) });
    }
  }

  check(node: Node): void {
    const localMs = this.nowMs + node.skewMs;
    const states = node.ring.keys.map((key) => ({ key, state: judgeState(key, localMs) }));
    for (const slot of listSlots(node.policy)) {
      const active = states.filter(({ key, state }) => state === 'active' && isSameSlot(key, slot));
      assert.equal(active.length, 1, `${active.length} active keys for ${slot.purpose}`);
    }
    for (const { key, state } of states) {
      if (state !== 'active' || this.firstKeys.has(key.kid)) continue;
      const waitMs = (this.unknownUntilMs.get(key.kid) ?? 0) - this.nowMs;
      assert.ok(waitMs <= 0, `${key.kid} signs ${waitMs} ms before every verifier has it`);
    }
    for (const { kid, diesAtMs } of this.tokens.values()) {
      if (diesAtMs <= localMs) continue;
      const found = states.find(({ key }) => key.kid === kid);
      assert.ok(
        found !== undefined && mayVerify(found.state),
        `a token of ${kid} is refused ${diesAtMs - localMs} ms early`,
      );
    }
  }
}

function walkThrough(policy: CompleteKeyPolicy, walk: readonly Step[]): Installation {
  const installation = new Installation(policy);
  for (const step of walk) {
    if (step.kind === 'run') installation.run(step.forMs);
    else if (step.kind === 'restart') {
      installation.reload(installation.nodes[step.node]!, step.policy);
    } else {
      installation.nowMs += step.forMs;
      for (const node of installation.nodes) installation.reload(node);
    }
  }
  return installation;
}

describe('roll-over', () => {
  it('K2 fails no request: one active key always, published in time, kept until its last token is dead', () => {
    let signers = 0;
    fc.assert(
      fc.property(policies, fc.array(steps, { minLength: 5, maxLength: 12 }), (policy, walk) => {
        signers += walkThrough(policy, walk).signers.size;
      }),
      { seed: testSeed(), numRuns: 120 },
    );
    assert.ok(signers > 500, `only ${signers} keys ever signed`);
  });

  it('K2 keeps a key until every node knows of a policy under which another one made longer-lived tokens', () => {
    const retainMs = { access_token: 0, id_token: 0, feed: 0, refresh_token: 0, browser: 0 };
    const short = completePolicy({
      jwksTtlMs: 0,
      signingKeyTtlMs: 4 * dayMs,
      retainMs,
      idTokenAlgs: ['ES256'],
      reloadMs: 7 * hourMs,
    });
    const long = { ...short, retainMs: { ...retainMs, browser: hourMs } };
    // The successor is planned in the 91st hour and takes over one lead later, 20 s after both nodes have looked in the
    // 98th. One of them changes between the two; the other looks again seven hours later.
    const installation = walkThrough(short, [{ kind: 'run', forMs: 98 * hourMs + 5_000 }]);
    installation.reload(installation.nodes[0]!, long);
    installation.run(minuteMs);
    installation.run(dayMs);
    assert.ok(installation.signers.size > 0);
  });

  it('K2 rolls over within minutes where a policy says so', () => {
    const policy = completePolicy({
      jwksTtlMs: minuteMs,
      signingKeyTtlMs: 5 * minuteMs,
      retainMs: { access_token: minuteMs, id_token: minuteMs, feed: 0, refresh_token: hourMs, browser: 0 },
      idTokenAlgs: ['ES256'],
      reloadMs: 1000,
    });
    const installation = new Installation(policy);
    installation.run(hourMs - minuteMs);
    // One key at the start and one every five minutes after it, in each of the five slots.
    assert.equal(installation.signers.size, 12 * 5);
  });
});
