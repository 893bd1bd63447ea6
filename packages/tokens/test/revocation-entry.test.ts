import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chainDigest, genesisDigest, type RevocationKind, revocationTarget } from '@latchkey/tokens/revocation-entry';
import { readVector } from './vectors/read-vector.ts';

interface LogVector {
  readonly epoch: string;
  readonly genesis: string;
  readonly entries: readonly {
    readonly seq: number;
    readonly kind: RevocationKind;
    readonly id: string;
    readonly target: string;
    readonly expiresAtMs: number;
    readonly digest: string;
  }[];
}

const entry = { seq: 1, kind: 'user', target: revocationTarget('user', 'a'), expiresAtMs: 5 } as const;

describe('revocation log digests', () => {
  it('V6 agree with another implementation of their specification', () => {
    const vector = readVector<LogVector>('revocation-log');
    let previous = genesisDigest(vector.epoch);
    assert.equal(previous, vector.genesis);
    for (const { id, digest, ...chained } of vector.entries) {
      assert.equal(revocationTarget(chained.kind, id), chained.target);
      previous = chainDigest(previous, chained);
      assert.equal(previous, digest);
    }
    assert.equal(vector.entries.length, 2);
  });

  it('V6 differ for different things', () => {
    const digests = [
      genesisDigest('a'),
      genesisDigest('b'),
      revocationTarget('user', 'a'),
      revocationTarget('user', 'b'),
      revocationTarget('session', 'a'),
      // Fields have lengths, so moving a character from one to the next is another list.
      revocationTarget('user', 'ser'),
      chainDigest('p', entry),
      chainDigest('q', entry),
      chainDigest('p', { ...entry, seq: 2 }),
      chainDigest('p', { ...entry, kind: 'client' }),
      chainDigest('p', { ...entry, target: revocationTarget('user', 'b') }),
      chainDigest('p', { ...entry, expiresAtMs: 6 }),
      chainDigest('p', { ...entry, seq: 15, expiresAtMs: 1 }),
    ];
    assert.equal(new Set(digests).size, digests.length);
    for (const digest of digests) assert.match(digest, /^[A-Za-z0-9_-]{43}$/);
  });

  it('refuse numbers that have no single spelling', () => {
    for (const number of [-1, 0.5, Number.NaN, 2 ** 53]) {
      assert.throws(() => chainDigest('p', { ...entry, seq: number }), RangeError);
      assert.throws(() => chainDigest('p', { ...entry, expiresAtMs: number }), RangeError);
    }
  });
});
