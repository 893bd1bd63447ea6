import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import {
  createMemoryProvider,
  type KeyChange,
  type KeyRingOptions,
  type ManagedKeyRing,
  openKeyRing,
  type RingProvider,
  type RingWitness,
} from '@latchkey/keys';
import { signJws } from '@latchkey/tokens/jws/sign';
import { verifyJws } from '@latchkey/tokens/jws/verify';
import { dayMs, examplePolicy, hourMs } from './policies.ts';

const sealingKey = createSecretKey(randomBytes(32));
const startMs = Date.UTC(2030, 0, 1);

interface TestClock {
  nowMs(): number;
  valueMs: number;
}

function createTestClock(): TestClock {
  return {
    valueMs: startMs,
    nowMs(): number {
      return this.valueMs;
    },
  };
}

/** Rings that look at the stored one every 5 ms; closed at the end of the test. */
async function open(
  context: { after(act: () => Promise<void>): void },
  options: Partial<KeyRingOptions> = {},
): Promise<ManagedKeyRing> {
  const ring = await openKeyRing({
    issuer: 'https://id.example.com',
    sealingKey,
    provider: createMemoryProvider(),
    policy: { ...examplePolicy, reloadMs: 5 },
    clock: createTestClock(),
    ...options,
  });
  context.after(() => ring.close());
  return ring;
}

/** Wait for something another part does soon. */
async function waitUntil(isTrue: () => boolean): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!isTrue()) {
    assert.ok(performance.now() < deadline, `never came: ${isTrue}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

function createMemoryWitness(): RingWitness & { version: number | undefined } {
  return {
    version: undefined,
    readWitness(): Promise<number | undefined> {
      return Promise.resolve(this.version);
    },
    writeWitness(version): Promise<void> {
      this.version = version;
      return Promise.resolve();
    },
  };
}

describe('openKeyRing', { timeout: 240_000 }, () => {
  it('K2 creates a ring with active keys of every purpose, RSA included, on first opening', async (t) => {
    const { idTokenAlgs: _, ...policy } = examplePolicy;
    const ring = await open(t, { policy });
    const slots = [
      ['access_token', 'ES256'],
      ['id_token', 'ES256'],
      ['id_token', 'RS256'],
      ['feed', 'Ed25519'],
    ] as const;
    for (const [purpose, alg] of slots) assert.equal(ring.signer(purpose, alg).alg, alg);
    assert.equal(ring.signer('id_token', 'RS256').privateKey.asymmetricKeyDetails?.modulusLength, 2048);
    const { id, key } = ring.secret('refresh_token');
    assert.ok(ring.secretById('refresh_token', id)?.key.equals(key));
    assert.notEqual(ring.secret('browser').id, id);
    assert.equal(ring.jwks().keys.length, 3);
    assert.deepEqual(
      ring.feedJwks().keys.map((jwk) => jwk['kid']),
      [ring.signer('feed', 'Ed25519').kid],
    );
  });

  it('gives a second node and a restart the same keys', async (t) => {
    const provider = createMemoryProvider();
    const [one, two] = [await open(t, { provider }), await open(t, { provider })];
    assert.deepEqual(one.jwks(), two.jwks());
    assert.ok(one.secret('refresh_token').key.equals(two.secret('refresh_token').key));
  });

  it('K2 gives two nodes that start at once one ring', async (t) => {
    const provider = createMemoryProvider();
    const rings = await Promise.all([1, 2, 3, 4].map(() => open(t, { provider })));
    for (const ring of rings) assert.deepEqual(ring.jwks(), rings[0]?.jwks());
  });

  it('K2 rolls over by its timer: a token of the old key verifies until it is dead', async (t) => {
    const clock = createTestClock();
    const changes: KeyChange[] = [];
    const ring = await open(t, { clock, onChange: (change) => changes.push(change) });
    const old = ring.signer('access_token', 'ES256');
    const token = signJws({ typ: 'at+jwt' }, { sub: 'a' }, old);
    const isAccepted = (): boolean =>
      verifyJws(token, { typ: 'at+jwt', findKey: (kid) => ring.verifier('access_token', kid) }).ok;
    const listStates = (): readonly string[] =>
      changes
        .filter(({ purpose }) => purpose === 'access_token')
        .map(({ kid, state }) => `${kid === old.kid ? 'old' : 'new'} ${state}`);
    assert.deepEqual(listStates(), ['old active']);

    clock.valueMs = startMs + 30 * dayMs - hourMs;
    await waitUntil(() => listStates().includes('new next'));
    assert.equal(ring.signer('access_token', 'ES256').kid, old.kid);
    clock.valueMs += 2 * hourMs;
    assert.notEqual(ring.signer('access_token', 'ES256').kid, old.kid);
    await waitUntil(() => listStates().includes('new active'));
    assert.ok(isAccepted());
    clock.valueMs += 2 * hourMs;
    assert.ok(!isAccepted());
    await waitUntil(() => listStates().includes('old retired'));
    assert.deepEqual(listStates(), ['old active', 'new next', 'old retiring', 'new active', 'old retired']);
  });

  it('reports changes without key material', async (t) => {
    const changes: KeyChange[] = [];
    await open(t, { onChange: (change) => changes.push(change) });
    assert.equal(changes.length, 5);
    for (const change of changes) {
      assert.deepEqual(Object.keys(change).toSorted(), ['alg', 'kid', 'previousState', 'purpose', 'state']);
    }
  });

  it('reports nothing on opening a ring that was there before', async (t) => {
    const provider = createMemoryProvider();
    await open(t, { provider });
    const changes: KeyChange[] = [];
    await open(t, { provider, onChange: (change) => changes.push(change) });
    assert.deepEqual(changes, []);
  });

  it('throws no_active_key for what the policy does not name', async (t) => {
    const ring = await open(t);
    assert.throws(() => ring.signer('access_token', 'RS256'), { name: 'KeyRingError', code: 'no_active_key' });
  });

  it('K3 revokes a key at once here, and on other nodes with their next look', async (t) => {
    const provider = createMemoryProvider();
    const [one, two] = [await open(t, { provider }), await open(t, { provider })];
    const { kid } = one.signer('access_token', 'ES256');
    assert.equal(await one.revoke(kid), 'revoked');
    assert.equal(one.verifier('access_token', kid), undefined);
    assert.notEqual(one.signer('access_token', 'ES256').kid, kid);
    await waitUntil(() => two.verifier('access_token', kid) === undefined);
    assert.deepEqual(two.jwks(), one.jwks());
    assert.equal(await one.revoke(kid), 'revoked');
    assert.equal(await one.revoke('unknown'), 'unknown');
  });

  it('refuses a ring of another issuer or sealing key and leaves it as it is', async (t) => {
    const provider = createMemoryProvider();
    await open(t, { provider });
    const stored = await provider.load();
    await assert.rejects(open(t, { provider, issuer: 'https://other.example' }), { code: 'unreadable' });
    const otherKey = createSecretKey(randomBytes(32));
    await assert.rejects(open(t, { provider, sealingKey: otherKey }), { code: 'unreadable' });
    assert.deepEqual(await provider.load(), stored);
  });

  it('refuses an older ring put back while it runs, keeps the one in memory, and says so', async (t) => {
    const provider = createMemoryProvider();
    const errors: unknown[] = [];
    const ring = await open(t, { provider, onError: (error) => errors.push(error) });
    const older = await provider.load();
    const { kid } = ring.signer('access_token', 'ES256');
    await ring.revoke(kid);
    await provider.compareAndSwap(await provider.load(), older ?? assert.fail());
    await waitUntil(() => errors.length > 0);
    assert.equal((errors[0] as { code?: string }).code, 'rolled_back');
    assert.equal(ring.verifier('access_token', kid), undefined);
    assert.deepEqual(await provider.load(), older, 'the evidence is left as it is');
  });

  it('refuses an older ring, or none, put back while it was down, if there is a witness', async (t) => {
    const provider = createMemoryProvider();
    const witness = createMemoryWitness();
    const ring = await open(t, { provider, witness });
    const older = (await provider.load()) ?? assert.fail();
    await ring.revoke(ring.signer('access_token', 'ES256').kid);
    await ring.close();
    assert.equal(witness.version, 2);
    const oldProvider = createMemoryProvider();
    await oldProvider.compareAndSwap(undefined, older);
    await assert.rejects(open(t, { provider: oldProvider, witness }), { code: 'rolled_back', message: /version 1/ });
    await assert.rejects(open(t, { provider: createMemoryProvider(), witness }), {
      code: 'rolled_back',
      message: /gone/,
    });
    await open(t, { provider, witness });
  });

  it('does not take what another node changes while it looks for an older ring put back', async (t) => {
    const provider = createMemoryProvider();
    const witness = createMemoryWitness();
    const one = await open(t, { provider, witness });
    const findKid = (ring: ManagedKeyRing): string => ring.signer('access_token', 'ES256').kid;
    const change = (): Promise<unknown> => one.revoke(findKid(one));
    const two = await open(t, {
      provider: {
        ...provider,
        async load() {
          await change();
          return provider.load();
        },
      },
      witness: {
        async readWitness() {
          await change();
          return witness.readWitness();
        },
        writeWitness: (version) => witness.writeWitness(version),
      },
      // Its timer is not to look while this goes on.
      policy: examplePolicy,
    });
    assert.ok((witness.version ?? 0) > 2);
    assert.equal(findKid(two), findKid(one));
  });

  it('reads the ring again after losing a race, and gives up when it loses for ever', async (t) => {
    const inner = createMemoryProvider();
    let losses = 3;
    const unlucky: RingProvider = {
      load: () => inner.load(),
      compareAndSwap: (previous, next) =>
        losses-- > 0 ? Promise.resolve(false) : inner.compareAndSwap(previous, next),
    };
    await open(t, { provider: unlucky });
    losses = Number.POSITIVE_INFINITY;
    await assert.rejects(open(t, { provider: { ...unlucky, load: createMemoryProvider().load } }), {
      code: 'contended',
    });
  });

  it('goes on with the ring in memory while the stored one cannot be read', async (t) => {
    const inner = createMemoryProvider();
    let isDown = false;
    const errors: unknown[] = [];
    const provider: RingProvider = {
      load: () => (isDown ? Promise.reject(new Error('disk gone')) : inner.load()),
      compareAndSwap: (previous, next) => inner.compareAndSwap(previous, next),
    };
    const ring = await open(t, { provider, onError: (error) => errors.push(error) });
    isDown = true;
    await waitUntil(() => errors.length > 1);
    assert.ok(ring.signer('access_token', 'ES256'));
  });

  it('looks no more once closed', async (t) => {
    const inner = createMemoryProvider();
    let loads = 0;
    const provider: RingProvider = {
      load() {
        loads += 1;
        return inner.load();
      },
      compareAndSwap: (previous, next) => inner.compareAndSwap(previous, next),
    };
    const ring = await open(t, { provider });
    await waitUntil(() => loads > 5);
    await ring.close();
    const loadsAtClose = loads;
    const other = await open(t, { provider: inner });
    // Another ring's timer fires many times meanwhile, so this one's would have.
    const { kid } = other.signer('feed', 'Ed25519');
    for (let look = 0; look < 10; look += 1) await other.revoke(`${kid}x`);
    await new Promise((resolve) => setTimeout(resolve, 25));
    assert.equal(loads, loadsAtClose);
    await ring.close();
  });
});
