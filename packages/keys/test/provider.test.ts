import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMemoryProvider } from '@latchkey/keys';

describe('memory provider', () => {
  it('stores only over what the caller saw', async () => {
    const provider = createMemoryProvider();
    const [one, two] = [Uint8Array.of(1), Uint8Array.of(2)];
    assert.equal(await provider.load(), undefined);
    assert.equal(await provider.compareAndSwap(one, two), false);
    assert.equal(await provider.compareAndSwap(undefined, one), true);
    assert.equal(await provider.compareAndSwap(undefined, two), false);
    assert.equal(await provider.compareAndSwap(Uint8Array.of(1), two), true);
    assert.deepEqual(await provider.load(), two);
  });
});
