import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createTurnEnd } from '../../src/node/turn-end.ts';

describe('createTurnEnd', () => {
  it('acts once the turn is over, in order, and again in later turns', async () => {
    const atTurnEnd = createTurnEnd();
    const done: string[] = [];
    atTurnEnd(() => done.push('a'));
    await Promise.resolve();
    atTurnEnd(() => done.push('b'));
    assert.equal(done.length, 0);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(done, ['a', 'b']);
    atTurnEnd(() => done.push('c'));
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(done, ['a', 'b', 'c']);
  });

  it('leaves what is put off meanwhile to the next turn', async () => {
    const atTurnEnd = createTurnEnd();
    const done: string[] = [];
    atTurnEnd(() => {
      done.push('a');
      atTurnEnd(() => done.push('b'));
    });
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(done, ['a']);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(done, ['a', 'b']);
  });
});
