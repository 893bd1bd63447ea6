import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compareStates, readStates } from '../src/change.ts';
import { planRing } from '../src/plan.ts';
import { emptyRing } from '../src/ring.ts';
import { fillPlan } from './fill-plan.ts';
import { dayMs, completeExamplePolicy as policy } from './policies.ts';

const startMs = Date.UTC(2030, 0, 1);
const first = fillPlan(planRing(emptyRing, policy, startMs));

describe('key changes', () => {
  it('reports each new key with its purpose and state, and no key material', () => {
    const [change, ...others] = compareStates(readStates(emptyRing, startMs), readStates(first, startMs));
    const { kid, purpose, alg } = first.keys[0]!;
    assert.deepEqual(change, { kid, purpose, alg, state: 'active', previousState: undefined });
    assert.equal(others.length, 4);
  });

  it('reports nothing when nothing changed', () => {
    assert.deepEqual(compareStates(readStates(first, startMs), readStates(first, startMs + dayMs)), []);
  });

  it('reports a key that is gone as retired, once', () => {
    const before = readStates(first, startMs);
    const after = readStates({ ...first, keys: first.keys.slice(1) }, startMs);
    assert.deepEqual(
      compareStates(before, after).map(({ kid, previousState, state }) => ({ kid, previousState, state })),
      [{ kid: first.keys[0]!.kid, previousState: 'active', state: 'retired' }],
    );
    assert.deepEqual(compareStates(after, after), []);
  });
});
