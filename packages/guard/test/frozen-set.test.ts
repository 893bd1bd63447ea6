import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FrozenSet } from '../src/frozen-set.ts';

const few = ['a', 'b', 'a'];
const many = Array.from({ length: 20 }, (_, index) => `member-${index}`);

describe('a set that nobody can change', () => {
  it('holds each member once, however many there are', () => {
    for (const list of [[], few, many]) {
      const expected = new Set(list);
      const set = new FrozenSet(list);
      assert.deepEqual([...set], [...expected]);
      assert.deepEqual([...set.keys()], [...expected.keys()]);
      assert.deepEqual([...set.values()], [...expected.values()]);
      assert.deepEqual([...set.entries()], [...expected.entries()]);
      assert.equal(set.size, expected.size);
      for (const member of [...list, 'other', '']) assert.equal(set.has(member), expected.has(member), member);
    }
  });

  it('shows itself, not what it is made of, to those who go through it', () => {
    const set = new FrozenSet(few);
    const seen: string[] = [];
    set.forEach(function (this: unknown, member, same, given) {
      assert.equal(this, 'self');
      assert.equal(given, set);
      seen.push(member + same);
    }, 'self');
    assert.deepEqual(seen, ['aa', 'bb']);
  });

  it('V4 gives nothing to add a member by', () => {
    for (const list of [few, many]) {
      const set = new FrozenSet(list);
      assert.equal(set.size > 0, true);
      assert.throws(() => Set.prototype.add.call(set, 'other'), TypeError);
      assert.throws(() => Object.assign(set, { has: () => true }), TypeError);
      assert.equal(set.has('other'), false);
    }
  });
});
