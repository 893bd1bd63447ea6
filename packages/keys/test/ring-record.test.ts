import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { testSeed } from '@latchkey/testing/run';
import { sealBox } from '@latchkey/tokens/sealed-box';
import fc from 'fast-check';
import { carryOutPlan } from '../src/key-material.ts';
import { planRing } from '../src/plan.ts';
import { emptyRing } from '../src/ring.ts';
import { openRing, sealRing } from '../src/ring-record.ts';
import { completeExamplePolicy } from './policies.ts';

const seal = { issuer: 'https://id.example.com', sealingKey: createSecretKey(randomBytes(32)) };
const ring = await carryOutPlan(planRing(emptyRing, completeExamplePolicy, Date.UTC(2030, 0, 1)));
const sealed = sealRing(ring, seal);
const unreadable = { name: 'KeyRingError', code: 'unreadable' };

describe('sealed ring', () => {
  it('K1 gives back the whole ring', () => {
    assert.deepEqual(openRing(sealed, seal), ring);
  });

  it('K1 shows no key material', () => {
    const text = Buffer.from(sealed).toString('latin1');
    for (const { kid, material } of ring.keys) {
      assert.ok(!text.includes(kid));
      assert.ok(!text.includes(String(material.d ?? material.k)));
    }
  });

  it('does not open with any byte changed', () => {
    fc.assert(
      fc.property(fc.nat({ max: sealed.length - 1 }), fc.integer({ min: 1, max: 255 }), (index, change) => {
        const altered = Uint8Array.from(sealed);
        altered[index] = altered[index]! ^ change;
        assert.throws(() => openRing(altered, seal), unreadable);
      }),
      { seed: testSeed(), numRuns: 500 },
    );
  });

  it('does not open cut short, nor empty', () => {
    for (const length of [0, 1, 28, sealed.length - 1]) {
      assert.throws(() => openRing(sealed.subarray(0, length), seal), unreadable);
    }
  });

  it('does not open for another issuer, nor with another sealing key', () => {
    assert.throws(() => openRing(sealed, { ...seal, issuer: 'https://id.example.org' }), unreadable);
    assert.throws(() => openRing(sealed, { ...seal, sealingKey: createSecretKey(randomBytes(32)) }), unreadable);
  });

  it('refuses a format of the future and says so', () => {
    const future = sealBox(Buffer.from(JSON.stringify({ format: 2, ...ring })), {
      key: seal.sealingKey,
      associatedData: `latchkey key ring of ${seal.issuer}`,
    });
    assert.throws(() => openRing(future, seal), { ...unreadable, message: /format 2: use a newer version/ });
  });
});
