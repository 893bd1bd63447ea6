import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pollFor } from '../src/poll.ts';

describe('pollFor', () => {
  it('asks until there is an answer, and gives it back', async () => {
    const answers = [undefined, false, 0];
    assert.equal(await pollFor('a number', () => answers.shift()), 0);
    assert.deepEqual(answers, []);
  });

  it('fails at once when asking fails', async () => {
    await assert.rejects(
      pollFor('nothing', () => Promise.reject(new Error('on purpose'))),
      /on purpose/,
    );
  });

  it('says what did not come about when its time is up', async (context) => {
    context.mock.timers.enable({ apis: ['Date'] });
    const asking = pollFor('the moon', () => {
      context.mock.timers.tick(30_000);
      return false;
    });
    await assert.rejects(asking, /^Error: the moon did not come about within 60 s$/);
  });
});
