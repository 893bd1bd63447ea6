import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AuthorityParts } from '../../src/authority.ts';
import { createClientVouching, vouchingTtlMs } from '../../src/grants/client-vouching.ts';
import type { ClientId } from '../../src/ids.ts';

const [web, batch] = ['web' as ClientId, 'batch' as ClientId];

function createBench() {
  let nowMs = 5_000;
  let isBroken = false;
  const asked: ClientId[] = [];
  const vouch = createClientVouching({
    clock: { nowMs: () => nowMs },
    store: {
      async vouchForClient(clientId: ClientId) {
        asked.push(clientId);
        if (isBroken) throw new Error('locked');
        return { live: asked.length < 3, rev: asked.length, nowMs: nowMs + 7 };
      },
    },
  } as unknown as AuthorityParts);
  return {
    vouch,
    asked,
    advance: (ms: number) => {
      nowMs += ms;
    },
    breakStore: (broken: boolean) => {
      isBroken = broken;
    },
  };
}

describe('createClientVouching', () => {
  it('asks once for calls that arrive together, and once a second after that', async () => {
    const bench = createBench();
    await Promise.all([bench.vouch(web), bench.vouch(web)]);
    bench.advance(vouchingTtlMs - 1);
    assert.deepEqual(await bench.vouch(web), { live: true, rev: 1, nowMs: 5_007 + vouchingTtlMs - 1 });
    assert.deepEqual(bench.asked, [web]);
    bench.advance(1);
    assert.equal((await bench.vouch(web)).rev, 2);
    bench.advance(vouchingTtlMs);
    assert.equal((await bench.vouch(web)).live, false);
  });

  it('asks for each client by itself', async () => {
    const bench = createBench();
    await bench.vouch(web);
    await bench.vouch(batch);
    assert.deepEqual(bench.asked, [web, batch]);
  });

  it('does not remember a failure', async () => {
    const bench = createBench();
    bench.breakStore(true);
    await assert.rejects(bench.vouch(web), /locked/);
    bench.breakStore(false);
    assert.equal((await bench.vouch(web)).live, true);
  });
});
