import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgeFreshness } from '../../src/feed/judge-freshness.ts';
import type { Freshness, StalePolicy } from '../../src/revocation-view.ts';

const introspect: StalePolicy = { onStale: 'introspect', maxStaleSeconds: 5 };
const refuse: StalePolicy = { onStale: 'refuse', maxStaleSeconds: 5 };
const accept: StalePolicy = { onStale: 'accept', maxStaleSeconds: 5, hardMaxStaleSeconds: 60 };
const known = (ageMs: number): Freshness => ({ state: 'known', ageMs });

const rows: readonly (readonly [string, StalePolicy | undefined, Freshness, 'proceed' | 'introspect' | 'refuse'])[] = [
  ['no feed and no policy: revocation means expiry', undefined, { state: 'absent' }, 'proceed'],
  ['no policy before the first snapshot', undefined, { state: 'loading' }, 'refuse'],
  ['no policy for a log of any age', undefined, known(0), 'refuse'],
  ['introspect, fresh', introspect, known(5_000), 'proceed'],
  ['introspect, stale', introspect, known(5_001), 'introspect'],
  ['introspect, before the first snapshot', introspect, { state: 'loading' }, 'introspect'],
  ['introspect, where there is no feed', introspect, { state: 'absent' }, 'introspect'],
  ['refuse, fresh', refuse, known(5_000), 'proceed'],
  ['refuse, stale', refuse, known(5_001), 'refuse'],
  ['refuse, before the first snapshot', refuse, { state: 'loading' }, 'refuse'],
  ['refuse, where there is no feed', refuse, { state: 'absent' }, 'refuse'],
  ['accept, fresh', accept, known(5_000), 'proceed'],
  ['accept, stale', accept, known(60_000), 'proceed'],
  ['accept, beyond the hard maximum', accept, known(60_001), 'refuse'],
  ['accept, before the first snapshot', accept, { state: 'loading' }, 'refuse'],
  ['accept, where there is no feed', accept, { state: 'absent' }, 'refuse'],
];

describe('what a route does with a log known less well than it wants', () => {
  for (const [what, policy, freshness, action] of rows) {
    it(`V6 ${what}: ${action}`, () => {
      const judgement = judgeFreshness(policy, freshness);
      assert.equal(judgement.action, action);
      if (judgement.action === 'refuse') assert.ok(judgement.retryAfterSeconds >= 1);
    });
  }
});
