import type { RingPlan } from '../src/plan.ts';
import type { Ring } from '../src/ring.ts';

let made = 0;

/** Carry out a plan with keys that have a name and nothing else: for tests of times, which need no cryptography. */
export function fillPlan(plan: RingPlan): Ring {
  const keys = plan.additions.map((addition) => ({ ...addition, kid: `key ${++made}`, material: {} }));
  return { ...plan.ring, version: plan.ring.version + 1, keys: [...plan.ring.keys, ...keys] };
}
