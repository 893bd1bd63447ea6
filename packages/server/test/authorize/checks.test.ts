import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CheckContext, listChecks } from '../../src/authorize/checks.ts';

const context = {} as CheckContext;

describe('listChecks', () => {
  it('hands each rule what those before it established, without changing what came in', () => {
    const start = Object.freeze({ word: 'latch' });
    const list = listChecks<{ readonly word: string }>()
      .and(({ word }) => ({ length: word.length }))
      .and(({ word, length }) => ({ text: `${word} has ${length}` }));
    assert.deepEqual(list.judge(start, context), { word: 'latch', length: 5, text: 'latch has 5' });
    assert.deepEqual(start, { word: 'latch' });
  });

  it('stops at the first broken rule', () => {
    let later = false;
    const list = listChecks<object>()
      .and(() => {
        throw new RangeError('first');
      })
      .and(() => {
        later = true;
        return {};
      });
    assert.throws(() => list.judge({}, context), { message: 'first' });
    assert.equal(later, false);
  });
});
