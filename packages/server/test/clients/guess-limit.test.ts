import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import type { AuthorityParts } from '../../src/authority.ts';
import { createGuessLimit } from '../../src/clients/guess-limit.ts';
import type { AttemptCounter } from '../../src/sign-in/store.ts';
import { createSampleConfig } from '../sample-config.ts';

function createBench() {
  const reserved: AttemptCounter[] = [];
  const secret = { id: 1, key: createSecretKey(randomBytes(32)) };
  const parts = {
    config: createSampleConfig(),
    keys: { secret: () => secret },
    clock: { nowMs: () => 0 },
    store: {
      async reserveAttempt(counters: readonly AttemptCounter[]) {
        reserved.push(...counters);
        return { allowed: true };
      },
    },
  } as unknown as AuthorityParts;
  return { limit: createGuessLimit(parts), reserved };
}

describe('createGuessLimit', () => {
  it('O1 gives the store a keyed digest, not the client or the address', async () => {
    const [one, other] = [createBench(), createBench()];
    await one.limit.countFailure('web', '192.0.2.1');
    await other.limit.countFailure('web', '192.0.2.1');
    assert.equal(one.reserved[0]?.key.length, 32);
    assert.notDeepEqual(one.reserved[0]?.key, other.reserved[0]?.key);
    assert.deepEqual([one.reserved[0]?.limit, one.reserved[0]?.windowMs], [3, 900_000]);
  });

  it('counts clients and addresses apart', async () => {
    const { limit } = createBench();
    for (let failure = 0; failure < 3; failure += 1) await limit.countFailure('web', '192.0.2.1');
    assert.equal(limit.readWaitMs('web', '192.0.2.1'), 900_000);
    assert.equal(limit.readWaitMs('web', '192.0.2.2'), 0);
    assert.equal(limit.readWaitMs('other', '192.0.2.1'), 0);
  });

  it('remembers a bounded number, the newest', async () => {
    const { limit } = createBench();
    for (let failure = 0; failure < 3; failure += 1) await limit.countFailure('web', '192.0.2.1');
    for (let caller = 0; caller < 9_999; caller += 1) await limit.countFailure('web', `caller ${caller}`);
    assert.equal(limit.readWaitMs('web', '192.0.2.1'), 900_000);
    await limit.countFailure('web', 'one more');
    assert.equal(limit.readWaitMs('web', '192.0.2.1'), 0);
  });
});
